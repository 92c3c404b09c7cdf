import { refuseUnknownKeys } from '@srkit/core';
import { reverse, tidy, transpose } from '@tensorflow/tfjs-core';
/**
 * Flips and turns pictures, `[h, w, c]` or `[n, h, w, c]`: first `hflip`, then `vflip`, then `rot90`, as BasicSR's `augment`.
 * Always returns a new tensor.
 */
export const augment = (x, options) => {
    refuseUnknownKeys('augment', options, ['hflip', 'vflip', 'rot90']);
    const { hflip = false, vflip = false, rot90 = false } = options;
    const [height, width] = [x.rank - 3, x.rank - 2];
    return tidy(() => {
        let out = x;
        if (hflip)
            out = reverse(out, width);
        if (vflip)
            out = reverse(out, height);
        if (rot90)
            out = transpose(out, x.rank === 4 ? [0, 2, 1, 3] : [1, 0, 2]);
        return (out === x ? x.clone() : out);
    });
};
