import { matMul, reshape, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs-core';

/** Products of every two channels, summed over the pixels: `[n, h, w, c]` to `[n, c, c]`, not normalised. */
export const gramMatrix = (features: Tensor4D): Tensor3D => {
  const [n, h, w, c] = features.shape;
  const pixels = reshape(features, [n, h * w, c]);
  return matMul(pixels, pixels, true, false) as Tensor3D;
};
