import type { Raster } from '@srkit/core';
import { ShapeError, unitFloats } from '@srkit/core';
import type {
  ContrastiveSample,
  DegradedSample,
  FloatPicture,
  PairedSample,
  ReferenceSample,
} from '@srkit/datasets';
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import type { EnlargedWarpedBatch } from '../steps/contrastive-steps';
import type { PairBatch } from '../steps/real-esrnet-step';
import type { ReferenceBatch } from '../trainer/restoration-task';

/** Pixels of an extractor's cell, along each axis. */
const CELL = 4;

/** Pictures of one size as `[n, h, w, 3]`, RGB in 0..1. @throws ShapeError for pictures of several sizes. */
export const stackPictures = (pictures: readonly (Raster | FloatPicture)[]): Tensor4D => {
  const { width, height } = pictures[0]!;
  const size = width * height * 3;
  const values = new Float32Array(pictures.length * size);
  for (const [i, { data, ...picture }] of pictures.entries()) {
    if (picture.width !== width || picture.height !== height || picture.channels !== 3) {
      throw new ShapeError(
        'E_SHAPE_BATCH',
        `A batch has pictures of ${width}x${height} and of ${picture.width}x${picture.height} with ${picture.channels} channels, expected RGB of one size. Crop them to one size, or take a batch of 1.`,
      );
    }
    if (data instanceof Uint8Array) {
      unitFloats(data, values, i * size);
      continue;
    }
    const peak = data instanceof Uint16Array ? 65535 : 1;
    for (let at = 0; at < size; at++) values[i * size + at] = data[at]! / peak;
  }
  return tensor4d(values, [pictures.length, height, width, 3]);
};

/** Pairs for Real-ESRNet and Real-ESRGAN. */
export const pairBatch = (samples: readonly (PairedSample | DegradedSample)[]): PairBatch => ({
  lq: stackPictures(samples.map(({ lq }) => lq)),
  gt: stackPictures(samples.map(({ gt }) => gt)),
});

/** Ground truths with references, for C2-Matching's stage 3 and MRefSR. All samples have as many references. */
export const referenceBatch = (samples: readonly ReferenceSample[]): ReferenceBatch => {
  const count = Math.min(...samples.map(({ refs }) => refs.length));
  return {
    lq: stackPictures(samples.map(({ lq }) => lq)),
    up: stackPictures(samples.map(({ up }) => up)),
    gt: stackPictures(samples.map(({ gt }) => gt)),
    references: Array.from({ length: count }, (_, i) => stackPictures(samples.map(({ refs }) => refs[i]!))),
  };
};

/** Pictures and their warped copies, for C2-Matching's stages 1 and 2. */
export const warpedBatch = (samples: readonly ContrastiveSample[]): EnlargedWarpedBatch => {
  const { width, height } = samples[0]!.gt;
  const [w, h] = [Math.floor(width / CELL), Math.floor(height / CELL)];
  const values = new Float64Array(samples.length * h * w * 2);
  let at = 0;
  for (const { positions } of samples) {
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        const from = 2 * (CELL * y * width + CELL * x);
        values[at++] = positions[from]!;
        values[at++] = positions[from + 1]!;
      }
    }
  }
  return {
    image: stackPictures(samples.map(({ gt }) => gt)),
    up: stackPictures(samples.map(({ up }) => up)),
    warped: stackPictures(samples.map(({ warped }) => warped)),
    positions: { shape: [samples.length, h, w, 2], values },
  };
};
