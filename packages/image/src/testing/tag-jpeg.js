import { concatBytes } from '../concat-bytes';
/** A little- or big-endian EXIF block with one entry: orientation 1..8. */
const exifBlock = (orientation, littleEndian) => {
    const out = new Uint8Array(26);
    const view = new DataView(out.buffer);
    view.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
    view.setUint16(2, 42, littleEndian);
    view.setUint32(4, 8, littleEndian);
    view.setUint16(8, 1, littleEndian);
    view.setUint16(10, 0x0112, littleEndian);
    view.setUint16(12, 3, littleEndian);
    view.setUint32(14, 1, littleEndian);
    view.setUint16(18, orientation, littleEndian);
    return out;
};
/** The JPEG with an EXIF orientation put in front of its other segments. */
export const tagJpeg = (jpeg, orientation, littleEndian) => {
    const exif = exifBlock(orientation, littleEndian);
    const head = Uint8Array.of(0xff, 0xe1, 0, exif.length + 8, 0x45, 0x78, 0x69, 0x66, 0, 0);
    return concatBytes([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
};
