import { clone, pad, slice, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/**
 * `[n, h, w, c]` cropped or filled with zeros at the bottom and the right to `height` x `width`: what a common
 * canvas does to a map of another size.
 */
export const fitGrid = (x: Tensor4D, height: number, width: number): Tensor4D => {
  const [n, h, w, c] = x.shape;
  if (h === height && w === width) return clone(x);
  return tidy(() => {
    const [keptHeight, keptWidth] = [Math.min(h, height), Math.min(w, width)];
    return pad(slice(x, [0, 0, 0, 0], [n, keptHeight, keptWidth, c]), [
      [0, 0],
      [0, height - keptHeight],
      [0, width - keptWidth],
      [0, 0],
    ]) as Tensor4D;
  });
};
