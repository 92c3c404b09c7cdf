/**
 * Gradients of ops that move pixels about: resizing, padding by reflection, `depthToSpace`. Checked against tfjs 4.22.0;
 * see `gradients.ts`, which registers them.
 */
import { resampleTable, transposeTable } from '@srkit/core/contracts';
import { addN, pad, reshape, reverse, slice, transpose, } from '@tensorflow/tfjs-core';
import { resample } from '../resample/resample';
const bilinearTaps = (position, last, { halfPixelCenters }, add) => {
    const sampled = Math.max(0, halfPixelCenters ? position - 0.5 : position);
    const low = Math.min(Math.floor(sampled), last);
    add(low, 1 - (sampled - low));
    add(Math.min(low + 1, last), sampled - low);
};
const nearestTaps = (position, last, { alignCorners }, add) => add(Math.min(alignCorners ? Math.round(position) : Math.floor(position), last), 1);
/** The gradient of one of tfjs's two resizes, which are linear maps along both axes. */
const resizeGradient = (kernelName, taps) => ({
    kernelName,
    inputsToSave: ['images'],
    gradFunc: (dy, [images], attrs) => {
        const resize = attrs;
        const adjoint = (inSize, outSize) => {
            const ends = resize.alignCorners && outSize > 1 ? 1 : 0;
            const step = (inSize - ends) / (outSize - ends);
            const centre = resize.halfPixelCenters ? 0.5 : 0;
            return transposeTable(resampleTable(inSize, outSize, (d, add) => taps(step * (d + centre), inSize - 1, resize, add)));
        };
        const [, h, w] = images.shape;
        const [outHeight, outWidth] = resize.size;
        return { images: () => resample(dy, adjoint(h, outHeight), adjoint(w, outWidth)) };
    },
});
/**
 * Wrong: `ResizeBilinearGrad` ignores `halfPixelCenters` on every backend, and on cpu has height and width
 * swapped. Missing: its own gradient.
 */
export const resizeBilinear = resizeGradient('ResizeBilinear', bilinearTaps);
/**
 * Wrong: `ResizeNearestNeighborGrad` on cpu reads the first sample's gradients for the others too, and ignores
 * `halfPixelCenters` on every backend. Missing: its own gradient.
 */
export const resizeNearestNeighbor = resizeGradient('ResizeNearestNeighbor', nearestTaps);
/** Missing: any gradient of `depthToSpace`. */
export const depthToSpace = {
    kernelName: 'DepthToSpace',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
        x: () => {
            const { blockSize, dataFormat } = attrs;
            const shape = x.shape;
            const [n, h, w, depth] = dataFormat === 'NHWC' ? shape : [shape[0], shape[2], shape[3], shape[1]];
            const channels = depth / blockSize ** 2;
            const wide = dataFormat === 'NHWC' ? dy : transpose(dy, [0, 2, 3, 1]);
            const blocks = reshape(wide, [n, h, blockSize, w, blockSize * channels]);
            const deep = reshape(transpose(blocks, [0, 1, 3, 2, 4]), [n, h, w, depth]);
            return dataFormat === 'NHWC' ? deep : transpose(deep, [0, 3, 1, 2]);
        },
    }),
};
/** What of `x` lies at `begin..begin + size` of an axis, moved to `to` of an axis of `length`. */
const moved = (x, axis, begin, size, to, length) => {
    const starts = x.shape.map((_, k) => (k === axis ? begin : 0));
    const sizes = x.shape.map((side, k) => (k === axis ? size : side));
    const room = x.shape.map((_, k) => (k === axis ? [to, length - to - size] : [0, 0]));
    return pad(slice(x, starts, sizes), room);
};
/** Wrong: the gradient that falls on the mirrored border is dropped; it belongs to the pixels that are mirrored. */
export const mirrorPad = {
    kernelName: 'MirrorPad',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
        x: () => {
            const { paddings, mode } = attrs;
            // `reflect` does not repeat the border itself.
            const skipped = mode === 'reflect' ? 1 : 0;
            return paddings.reduce((gradient, [before, after], axis) => {
                if (before === 0 && after === 0)
                    return gradient;
                const length = x.shape[axis];
                const padded = length + before + after;
                const flipped = reverse(gradient, axis);
                return addN([
                    moved(gradient, axis, before, length, 0, length),
                    moved(flipped, axis, padded - before, before, skipped, length),
                    moved(flipped, axis, 0, after, length - after - skipped, length),
                ]);
            }, dy);
        },
    }),
};
