import { matMul, reshape } from '@tensorflow/tfjs-core';
/** Products of every two channels, summed over the pixels: `[n, h, w, c]` to `[n, c, c]`, not normalised. */
export const gramMatrix = (features) => {
    const [n, h, w, c] = features.shape;
    const pixels = reshape(features, [n, h * w, c]);
    return matMul(pixels, pixels, true, false);
};
