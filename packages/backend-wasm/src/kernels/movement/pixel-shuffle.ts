import type { TensorInfo } from '@tensorflow/tfjs-core';
import { permute } from '../../movement/permute';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';

interface Attrs {
  readonly factor: number;
}

type Shape = [number, number, number, number];

/** `@srkit/ops`' `pixelShuffle`: the depth is ordered (channel, row offset, column offset). */
export const pixelShuffle = defineKernel<{ x: TensorInfo }, Attrs>(
  'SrkitPixelShuffle',
  ({ backend, inputs: { x }, attrs: { factor: f } }) => {
    const dtype = wordType(x);
    if (!dtype) return undefined;
    const [n, h, w, depth] = x.shape as Shape;
    const c = depth / f ** 2;
    return permute(backend, x, dtype, [n, h, w, c, f, f], [0, 1, 4, 2, 5, 3], [n, h * f, w * f, c]);
  },
);

/** Its inverse. */
export const pixelUnshuffle = defineKernel<{ x: TensorInfo }, Attrs>(
  'SrkitPixelUnshuffle',
  ({ backend, inputs: { x }, attrs: { factor: f } }) => {
    const dtype = wordType(x);
    if (!dtype) return undefined;
    const [n, height, width, c] = x.shape as Shape;
    const [h, w] = [height / f, width / f];
    return permute(backend, x, dtype, [n, h, f, w, f, c], [0, 1, 3, 5, 2, 4], [n, h, w, c * f ** 2]);
  },
);
