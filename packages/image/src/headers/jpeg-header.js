import { concatBytes } from '../concat-bytes';
import { damaged } from '../damaged';
import { readExif } from '../exif';
import { isExif, isFrame, isJfif, isProfile, readJpegSegments, } from '../jpeg/jpeg-segments';
const CM_PER_INCH = 2.54;
/** Bytes of a marker, its length and `Exif\0\0`. */
const EXIF_PREFIX = 10;
/** Parts of a profile are numbered in one byte. */
const MAX_PARTS = 255;
/**
 * Reads the segments before the first scan. What follows is `checkJpeg`'s.
 *
 * @throws ImageError `E_IMAGE_DAMAGED`.
 */
export const readJpegHeader = (bytes, label) => {
    // One pass that keeps what is wanted: a hostile file holds millions of segments.
    let frame;
    let app0;
    let app1;
    const parts = [];
    for (const segment of readJpegSegments(bytes, label)) {
        if (isFrame(segment))
            frame ??= segment.data;
        else if (isJfif(segment))
            app0 ??= segment;
        else if (isExif(segment))
            app1 ??= segment;
        else if (isProfile(segment) && parts.length < MAX_PARTS)
            parts.push(segment);
    }
    const height = frame === undefined ? 0 : uint16(frame, 1);
    const width = frame === undefined ? 0 : uint16(frame, 3);
    const components = frame?.[5];
    if (width === 0 || height === 0) {
        throw damaged(label, 'the JPEG header does not say how large the picture is');
    }
    const exif = app1 === undefined ? { orientation: 1 } : readExif(app1.data.subarray(6));
    const { orientationAt } = exif;
    return {
        format: 'jpeg',
        width,
        height,
        channels: components === 1 ? 1 : 3,
        bitDepth: 8,
        orientation: exif.orientation,
        orientationAt: orientationAt && {
            ...orientationAt,
            offset: (app1?.at ?? 0) + EXIF_PREFIX + orientationAt.offset,
        },
        // Browsers turn CMYK into RGB, which its profile does not describe.
        icc: components === 4 ? undefined : joinProfile(parts),
        pages: 1,
        density: jfifDensity(app0) ?? exif.density,
    };
};
const uint16 = (bytes, at) => bytes[at] * 256 + bytes[at + 1];
const jfifDensity = (app0) => {
    if (app0 === undefined || app0.data.length < 12)
        return undefined;
    const perUnit = uint16(app0.data, 8);
    const unit = app0.data[7];
    return unit === 1 ? perUnit : unit === 2 ? perUnit * CM_PER_INCH : undefined;
};
/** Parts are numbered from 1 and may come in any order; one missing makes the profile useless. */
const joinProfile = (segments) => {
    const parts = [...segments].sort((a, b) => a.data[12] - b.data[12]);
    const whole = parts.length > 0 && parts.every(({ data }, i) => data[12] === i + 1);
    return whole ? concatBytes(parts.map(({ data }) => data.subarray(14))) : undefined;
};
