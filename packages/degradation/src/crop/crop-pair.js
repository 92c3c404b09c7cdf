import { ShapeError } from '@srkit/core';
import { slice } from '@tensorflow/tfjs-core';
/**
 * Side of the crop in LQ pixels, once it is certain that the crop lies in an LQ picture of `height` x `width`.
 *
 * @throws ShapeError otherwise.
 */
export const cropSide = ([height, width], { top, left, gtSize }, scale) => {
    const side = gtSize / scale;
    if (!Number.isInteger(side) || side < 1) {
        throw new ShapeError('E_SHAPE_CROP', `cropPair: gtSize is ${gtSize}, expected a positive multiple of the scale, ${scale}.`);
    }
    for (const [name, start, available] of [
        ['top', top, height],
        ['left', left, width],
    ]) {
        if (Number.isInteger(start) && start >= 0 && start + side <= available)
            continue;
        throw new ShapeError('E_SHAPE_CROP', `cropPair: ${name} is ${start} and the crop ${side} LQ pixels wide, in an LQ picture of ${height}x${width} (height x width); expected an integer from 0 to ${available - side}. Choose a smaller gtSize for smaller pictures.`);
    }
    return side;
};
/**
 * Cuts the same square out of a whole batch of pairs (Real-ESRGAN's paired random crop; the position is drawn with
 * the recipe). The tensors are new ones.
 *
 * @throws ShapeError when the two sizes do not belong together, or the square does not lie in them.
 */
export const cropPair = ({ lq, gt }, { top, left, gtSize }, scale) => {
    const [n, height, width] = lq.shape;
    if (gt.shape[0] !== n || gt.shape[1] !== height * scale || gt.shape[2] !== width * scale) {
        throw new ShapeError('E_SHAPE_PAIR', `cropPair: ground truth [${gt.shape}] does not belong to LQ [${lq.shape}]; expected as many pictures, ${scale} times as high and wide.`);
    }
    const side = cropSide([height, width], { top, left, gtSize }, scale);
    return {
        lq: slice(lq, [0, top, left, 0], [n, side, side, lq.shape[3]]),
        gt: slice(gt, [0, top * scale, left * scale, 0], [n, gtSize, gtSize, gt.shape[3]]),
    };
};
