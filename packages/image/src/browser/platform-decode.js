import { damaged } from '../damaged';
import { FORMAT_NAME } from '../image-format';
import { premultipliedPixels } from './premultiplied-pixels';
import { straightPixels } from './straight-pixels';
/**
 * Decodes with the browser's codec, not yet upright. The stored orientation is set to 1 in a copy first: browsers
 * differ in which formats' orientation they apply and whether they can be told not to.
 *
 * @throws ImageError `E_IMAGE_DAMAGED` when the browser refuses the file.
 */
export const platformDecode = async (bytes, header, label, signal) => {
    const { width, height, channels, icc, density } = header;
    const blob = new Blob([upright(bytes, header)], {
        type: `image/${header.format}`,
    });
    let bitmap;
    try {
        bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
    }
    catch (cause) {
        throw damaged(label, `this browser cannot decode it as ${FORMAT_NAME[header.format]}`, cause);
    }
    try {
        signal?.throwIfAborted();
        if (bitmap.width !== width || bitmap.height !== height) {
            throw damaged(label, `its header says ${width} x ${height}, its pixels are ${bitmap.width} x ${bitmap.height}`);
        }
        const data = new Uint8Array(width * height * channels);
        const alpha = channels === 4;
        if (!(alpha && (await straightPixels(bitmap, data))))
            premultipliedPixels(bitmap, data, channels);
        return { width, height, channels, data, icc, density };
    }
    finally {
        bitmap.close();
    }
};
const upright = (bytes, { orientationAt }) => {
    if (orientationAt === undefined)
        return bytes;
    const copy = bytes.slice();
    new DataView(copy.buffer).setUint16(orientationAt.offset, 1, orientationAt.littleEndian);
    return copy;
};
