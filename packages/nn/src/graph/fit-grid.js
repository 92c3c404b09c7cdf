import { clone, pad, slice, tidy, zeros } from '@tensorflow/tfjs-core';
/**
 * `[n, h, w, c]` cropped or filled with zeros at the bottom and the right to `height` x `width`: what a common
 * canvas does to a map of another size.
 *
 * @param top First row that is taken; rows beyond the map are zeros too. Default 0.
 */
export const fitGrid = (x, height, width, top = 0) => {
    const [n, h, w, c] = x.shape;
    if (top === 0 && h === height && w === width)
        return clone(x);
    return tidy(() => {
        const [keptHeight, keptWidth] = [Math.max(0, Math.min(h - top, height)), Math.min(w, width)];
        if (keptHeight === 0)
            return zeros([n, height, width, c]);
        return pad(slice(x, [0, top, 0, 0], [n, keptHeight, keptWidth, c]), [
            [0, 0],
            [0, height - keptHeight],
            [0, width - keptWidth],
            [0, 0],
        ]);
    });
};
