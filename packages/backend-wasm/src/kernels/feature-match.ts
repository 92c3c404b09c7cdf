import { FEATURE_MATCH, MUTUAL_MATCH } from '@srkit/core/contracts';
import type { Picture } from '../convolution/picture';
import { pictureOf } from '../convolution/picture-of';
import { matchBoth } from '../matching/match-both';
import { matchPair } from '../matching/match-pair';
import { implementOp } from './kernel';

const FLOAT_BYTES = 4;

const sampleOf = (picture: Picture, sample: number): Picture => ({
  ...picture,
  batch: 1,
  address: picture.address + sample * picture.height * picture.width * picture.channels * FLOAT_BYTES,
});

export const featureMatch = implementOp(FEATURE_MATCH, ({ backend, inputs, attrs, outputShape }) => {
  const input = pictureOf(backend, inputs.input);
  const ref = pictureOf(backend, inputs.ref);
  const out = backend.output(outputShape);
  const [batch, rows, columns] = outputShape as [number, number, number, number];
  for (let sample = 0; sample < batch; sample++) {
    const to = out.address + sample * rows * columns * 2 * FLOAT_BYTES;
    matchPair(backend, sampleOf(input, sample), sampleOf(ref, sample), attrs, to);
  }
  return out.info;
});

export const mutualMatch = implementOp(MUTUAL_MATCH, ({ backend, inputs, attrs, outputShape }) => {
  const input = pictureOf(backend, inputs.input);
  const ref = pictureOf(backend, inputs.ref);
  const out = backend.output(outputShape);
  const [batch, patches] = outputShape as [number, number, number];
  for (let sample = 0; sample < batch; sample++) {
    const to = out.address + sample * patches * 2 * FLOAT_BYTES;
    matchBoth(backend, sampleOf(input, sample), sampleOf(ref, sample), attrs.patchSize, to);
  }
  return out.info;
});
