import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Picture } from '../convolution/picture';
import { pictureOf } from '../convolution/picture-of';
import { type MatchOptions, patchCount } from '../matching/match-options';
import { matchPair } from '../matching/match-pair';
import { allFloat, defineKernel } from './kernel';

const FLOAT_BYTES = 4;

const sampleOf = (picture: Picture, sample: number): Picture => ({
  ...picture,
  batch: 1,
  address: picture.address + sample * picture.height * picture.width * picture.channels * FLOAT_BYTES,
});

/**
 * The kernel of `featureMatch` in `@srkit/ops`, which knows its name: `[n, h, w, c]` and `[n, hr, wr, c]` to an index and
 * a correlation for each input patch, `[n, rows, columns, 2]`.
 */
export const featureMatch = defineKernel<
  { readonly input: TensorInfo; readonly ref: TensorInfo },
  MatchOptions
>('SrkitFeatureMatch', ({ backend, inputs, attrs }) => {
  if (!allFloat(inputs.input, inputs.ref)) return undefined;
  const input = pictureOf(backend, inputs.input);
  const ref = pictureOf(backend, inputs.ref);
  const { patchSize, inputStride } = attrs;
  const rows = patchCount(input.height, patchSize, inputStride);
  const columns = patchCount(input.width, patchSize, inputStride);
  const out = backend.output([input.batch, rows, columns, 2]);
  for (let sample = 0; sample < input.batch; sample++) {
    const to = out.address + sample * rows * columns * 2 * FLOAT_BYTES;
    matchPair(backend, sampleOf(input, sample), sampleOf(ref, sample), attrs, to);
  }
  return out.info;
});
