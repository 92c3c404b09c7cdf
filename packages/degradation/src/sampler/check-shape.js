import { ShapeError } from '@srkit/core';
import { MAX_BATCH, MAX_PIXELS, MAX_SIDE } from '../check/limits';
import { alwaysFits, reachableSides, smallestSide } from './reachable-sides';
const batchSize = (shape) => {
    const whole = shape.length === 3 ? [1, ...shape] : shape;
    const [batch, height, width, channels] = whole;
    if (whole.length !== 4 || channels !== 3 || !whole.every((side) => Number.isInteger(side) && side >= 1)) {
        throw new ShapeError('E_SHAPE_PICTURE', `sample: shape is [${shape.join(', ')}], expected [height, width, 3] or [batch, height, width, 3] of an RGB picture.`);
    }
    return [batch, height, width];
};
const checkSmallest = (options, [, height, width]) => {
    const side = Math.min(height, width);
    if (alwaysFits(options, side))
        return;
    const smallest = smallestSide(options);
    const cropped = options.gtSize !== null && side < options.gtSize;
    throw new ShapeError(cropped ? 'E_SHAPE_CROP' : 'E_SHAPE_TOO_SMALL', `sample: the picture is ${height} x ${width}, ${cropped
        ? `smaller than the crop of gtSize ${options.gtSize}`
        : 'too small: a draw could leave too little of it to blur'}. ${smallest === null
        ? `No side up to ${MAX_SIDE} works with these options; raise resizeRange or use smaller kernelSizes.`
        : `With these options both sides must be at least ${smallest}.`}`);
};
const checkLargest = (options, [batch, height, width]) => {
    const heights = reachableSides(options, height, 'most');
    const widths = reachableSides(options, width, 'most');
    const pixels = Math.max(...heights.map((h, i) => batch * h * widths[i]));
    if (batch <= MAX_BATCH && Math.max(...heights, ...widths) <= MAX_SIDE && pixels <= MAX_PIXELS)
        return;
    throw new ShapeError('E_SHAPE_TOO_LARGE', `sample: ${batch} pictures of ${height} x ${width} can grow to ${pixels} pixels on the way. Limits: ${MAX_BATCH} pictures, sides of ${MAX_SIDE}, ${MAX_PIXELS} pixels in all. Use smaller batches or crop before.`);
};
/**
 * The batch that a shape describes, if every recipe for it can be applied. Asking for the worst draw, instead of
 * the one at hand, makes a shape work with all seeds or with none.
 *
 * @throws ShapeError `E_SHAPE_PICTURE`, `E_SHAPE_CROP`, `E_SHAPE_TOO_SMALL` naming the smallest side that always
 *   works, or `E_SHAPE_TOO_LARGE`.
 */
export const checkedShape = (options, shape) => {
    const size = batchSize(shape);
    checkSmallest(options, size);
    checkLargest(options, size);
    return size;
};
