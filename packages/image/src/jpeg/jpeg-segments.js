import { damaged } from '../damaged';
const SOI = 0xd8;
const SOS = 0xda;
/** Markers that stand alone, without a length. */
const standsAlone = (marker) => marker === 0x01 || (marker >= 0xd0 && marker <= SOI);
/**
 * Segments up to and including the first start of scan.
 *
 * @throws ImageError `E_IMAGE_DAMAGED` when the header ends early or does not hang together.
 */
export function* readJpegSegments(bytes, label) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 2;;) {
        if (at + 4 > bytes.length)
            throw damaged(label, 'the file ends inside the JPEG header');
        if (bytes[at] !== 0xff)
            throw damaged(label, `a JPEG marker was expected at byte ${at}`);
        const marker = bytes[at + 1];
        if (marker === 0xff || standsAlone(marker)) {
            at += marker === 0xff ? 1 : 2;
            continue;
        }
        const end = at + 2 + view.getUint16(at + 2);
        if (end < at + 4 || end > bytes.length) {
            throw damaged(label, `the JPEG segment at byte ${at} does not fit into the file`);
        }
        yield { marker, at, data: bytes.subarray(at + 4, end) };
        if (marker === SOS)
            return;
        at = end;
    }
}
const startsWith = (bytes, text) => {
    for (let i = 0; i < text.length; i++)
        if (bytes[i] !== text.charCodeAt(i))
            return false;
    return true;
};
export const isJfif = ({ marker, data }) => marker === 0xe0 && startsWith(data, 'JFIF\0');
export const isExif = ({ marker, data }) => marker === 0xe1 && startsWith(data, 'Exif\0\0');
export const XMP_PREFIX = 'http://ns.adobe.com/xap/1.0/\0';
export const isXmp = ({ marker, data }) => marker === 0xe1 && startsWith(data, XMP_PREFIX);
/** The rest of a packet that is longer than a segment. */
export const isExtendedXmp = ({ marker, data }) => marker === 0xe1 && startsWith(data, 'http://ns.adobe.com/xmp/extension/\0');
/** Photoshop's resources, of which IPTC is one. */
export const isIptc = ({ marker, data }) => marker === 0xed && startsWith(data, 'Photoshop 3.0\0');
export const isComment = ({ marker }) => marker === 0xfe;
/** The parameters of a gain map (ISO 21496-1); Adobe's and Google's stand in XMP. */
export const isGainMap = ({ marker, data }) => marker === 0xe2 && startsWith(data, 'urn:iso:std:iso:ts:21496:-1\0');
export const isProfile = ({ marker, data }) => marker === 0xe2 && startsWith(data, 'ICC_PROFILE\0');
/** Start of frame: C0..CF without DHT, JPG and DAC. */
export const isFrame = ({ marker, data }) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker) && data.length >= 6;
