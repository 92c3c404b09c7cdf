import { ShapeError } from '@srkit/core';
import { concat, image, mul, pad, reshape, reverse, slice, tidy, transpose, } from '@tensorflow/tfjs-core';
import { perLayer } from './levels';
/** Taps along one side of the 3x3 filter. */
const SIDE = 3;
/**
 * The nine taps' displacements at `scale` times the matched resolution. Tap (i, j) of a pixel follows the patch in
 * which this pixel has position (i, j): the flow moved down by i and right by j, times the scale.
 */
const tapsAt = (flow, scale) => tidy(() => {
    const [n, h, w] = flow.shape;
    const [height, width] = [h * scale, w * scale];
    const fine = scale === 1 ? flow : mul(image.resizeNearestNeighbor(flow, [height, width]), scale);
    const reach = (SIDE - 1) * scale;
    const padded = pad(reverse(fine, 3), [
        [0, 0],
        [reach, 0],
        [reach, 0],
        [0, 0],
    ]);
    const taps = [];
    for (let i = 0; i < SIDE; i++) {
        for (let j = 0; j < SIDE; j++) {
            taps.push(slice(padded, [0, reach - i * scale, reach - j * scale, 0], [n, height, width, 2]));
        }
    }
    return concat(taps, 3);
});
/**
 * Displacements of all nine taps at the three levels, from the flow `[n, h, w, 2]` that `indexToFlow` gives
 * (C2-Matching, section 3.3). Each level starts from the unshifted flow.
 */
export const preOffsetsFromFlow = (flow) => perLayer(({ scale }) => tapsAt(flow, scale));
/** Swaps right and down along the last axis; as a matrix, because WebGPU reverses four axes at most. */
const swapAxes = (x) => reshape(reverse(reshape(x, [-1, 2]), 1), x.shape);
/**
 * The official pre-offset `[n, 9, H, W, 2]`, right before down, as `[n, H, W, 18]`, down before right.
 *
 * @throws ShapeError for another shape.
 */
export const preOffsetFromOfficial = (official) => {
    const [n, taps, h, w, axes] = official.shape;
    if (taps !== SIDE * SIDE || axes !== 2) {
        throw new ShapeError('E_SHAPE_PRE_OFFSET', `preOffsetFromOfficial: the shape is [${official.shape}], expected [n, 9, H, W, 2].`);
    }
    return tidy(() => reshape(transpose(swapAxes(official), [0, 2, 3, 1, 4]), [n, h, w, 2 * taps]));
};
/**
 * The inverse of `preOffsetFromOfficial`: `[n, H, W, 18]` to `[n, 9, H, W, 2]`.
 *
 * @throws ShapeError for other channels.
 */
export const preOffsetToOfficial = (preOffset) => {
    const [n, h, w, channels] = preOffset.shape;
    if (channels !== 2 * SIDE * SIDE) {
        throw new ShapeError('E_SHAPE_PRE_OFFSET', `preOffsetToOfficial: the shape is [${preOffset.shape}], expected [n, H, W, 18].`);
    }
    return tidy(() => transpose(swapAxes(reshape(preOffset, [n, h, w, channels / 2, 2])), [0, 3, 1, 2, 4]));
};
