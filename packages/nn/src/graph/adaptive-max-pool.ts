import { gather, maximum, maxPool, type Tensor4D, tensor1d, tidy } from '@tensorflow/tfjs-core';

/** The maxima along one axis of windows from `floor(k n / count)` to `ceil((k + 1) n / count)`. */
const poolAxis = (x: Tensor4D, axis: 1 | 2, count: number): Tensor4D => {
  const size = x.shape[axis];
  const windows = Array.from({ length: count }, (_, k) => [
    Math.floor((k * size) / count),
    Math.ceil(((k + 1) * size) / count),
  ]) as readonly (readonly [number, number])[];
  const longest = Math.max(...windows.map(([start, end]) => end - start));
  // Shorter windows see their last row twice.
  const taps = Array.from({ length: longest }, (_, tap) => {
    const rows = windows.map(([start, end]) => Math.min(start + tap, end - 1));
    return gather(x, tensor1d(rows, 'int32'), axis);
  });
  return taps.reduce((most, tap) => maximum(most, tap));
};

/** `[n, h, w, c]` to `[n, floor(h / divisor), floor(w / divisor), c]`, at least one row and column. */
export const adaptiveMaxPool = (x: Tensor4D, divisor: number): Tensor4D => {
  const [, h, w] = x.shape;
  if (h % divisor === 0 && w % divisor === 0) return maxPool(x, divisor, divisor, 'valid');
  const count = (side: number): number => Math.max(1, Math.floor(side / divisor));
  return tidy(() => poolAxis(poolAxis(x, 1, count(h)), 2, count(w)));
};
