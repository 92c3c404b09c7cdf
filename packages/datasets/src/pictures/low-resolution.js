import { cropRaster } from '@srkit/core';
import { resizePillow } from '@srkit/image';
/**
 * What reference-based networks are given of a picture: Pillow's bicubic to a `scale`-th of its sides, and that enlarged
 * again, which is matched with the references. Both rounded to 8 bits.
 *
 * @param picture its sides multiples of `scale`
 */
export const lowResolution = (picture, scale) => {
    const { width, height } = picture;
    const lq = resizePillow(picture, [Math.floor(height / scale), Math.floor(width / scale)], 'bicubic');
    return { lq, up: resizePillow(lq, [height, width], 'bicubic') };
};
/** Without the rows below and the columns to the right that do not fill a multiple of `scale`. */
export const modCrop = (picture, scale) => {
    const { width, height } = picture;
    return cropRaster(picture, {
        top: 0,
        left: 0,
        height: height - (height % scale),
        width: width - (width % scale),
    });
};
