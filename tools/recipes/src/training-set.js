import { resizeMatlabU8 } from '@srkit/ops';
import { concat, slice, tensor4d, tidy } from '@tensorflow/tfjs-core';
/** Pictures that are reduced at once. */
const AT_ONCE = 16;
const inParts = (x, change) => tidy(() => {
    const parts = [];
    for (let i = 0; i < x.shape[0]; i += AT_ONCE) {
        const count = Math.min(AT_ONCE, x.shape[0] - i);
        parts.push(tidy(() => change(slice(x, [i, 0, 0, 0], [count, ...x.shape.slice(1)]))));
    }
    return concat(parts, 0);
});
const upload = ({ count, height, width, data }) => tidy(() => {
    const floats = new Float32Array(data.length);
    for (let i = 0; i < data.length; i++)
        floats[i] = data[i] / 255;
    return tensor4d(floats, [count, height, width, 3]);
});
/** Sides that every grid has pixels for. */
const within = (side, scale, grids) => Math.floor((side - grids + 1) / scale) * scale;
/**
 * The pictures with their reductions by MATLAB's bicubic filter, for each size and grid. Grids that begin at other rows and
 * columns give other samples of the same picture.
 */
export const makeTrainingSets = (pictures, { scale, sizes, grids }) => sizes.flatMap((size) => {
    const gt = tidy(() => {
        const whole = upload(pictures);
        return size === 1 ? whole : inParts(whole, (part) => resizeMatlabU8(part, size));
    });
    const [, height, width] = gt.shape;
    const [h, w] = [within(height, scale, grids), within(width, scale, grids)];
    const places = Array.from({ length: grids * grids }, (_, i) => [Math.floor(i / grids), i % grids]);
    return places.map(([top, left]) => {
        const lq = inParts(gt, (part) => resizeMatlabU8(slice(part, [0, top, left, 0], [part.shape[0], h, w, 3]), 1 / scale));
        return { scale, gt, lq, top, left };
    });
});
