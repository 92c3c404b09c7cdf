import { probeImage } from '@srkit/image';
export const imageFacts = async (file) => ({
    kind: 'image',
    file,
    ...(await probeImage(file)),
});
const CHANNELS = { 1: 'grey', 2: 'grey and alpha', 3: 'RGB', 4: 'RGBA' };
/** EXIF orientation 1..8, see TIFF 6.0 section "Orientation". */
const ORIENTATIONS = [
    'upright',
    'mirrored',
    'turned by 180 degrees',
    'mirrored upside down',
    'mirrored, turned left',
    'turned right',
    'mirrored, turned right',
    'turned left',
];
export const imageLines = (facts) => {
    const { file, format, width, height, channels, bitDepth, iccName, iccBytes, orientation, pages, density } = facts;
    const icc = iccBytes > 0 ? `${iccName ?? 'unnamed'} (${iccBytes} bytes)` : 'none';
    return [
        `${file}: ${format} picture`,
        `size         ${width}x${height}`,
        `channels     ${channels} (${CHANNELS[channels]}), ${bitDepth} bits`,
        `ICC profile  ${icc}`,
        `orientation  ${orientation} (stored ${ORIENTATIONS[orientation - 1] ?? 'unknown'}; shown upright)`,
        ...(density === undefined ? [] : [`density      ${density} pixels per inch`]),
        ...(pages > 1 ? [`pages        ${pages}; the first is taken`] : []),
    ];
};
