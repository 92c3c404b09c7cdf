import type { DegradationOptions } from '../options';
import type { DegradationRecipe } from '../recipe';
import { lqSide, type Picture } from './picture';
import type { RandomSource } from './random-source';
import type { RandomStreams } from './random-streams';
import { sampleFinal } from './sample-final';
import { type PictureKernels, samplePictureKernels } from './sample-kernels';
import { sampleStage } from './sample-stage';
import { shuffleSteps } from './shuffle-steps';

/** A batch of pictures: samples, height, width. */
export type BatchSize = readonly [batch: number, height: number, width: number];

const sampleCrop = (
  random: RandomSource,
  { height, width, scale }: Picture,
  gtSize: number | null,
): DegradationRecipe['crop'] => {
  if (gtSize === null) return null;
  const lqSize = lqSide(gtSize, scale);
  return {
    top: random.integer(0, lqSide(height, scale) - lqSize),
    left: random.integer(0, lqSide(width, scale) - lqSize),
    gtSize,
  };
};

/**
 * What `sample` does, with the random numbers of `streams` and without its checks: in every stream the draws come
 * in the order of the official code, so that recorded ones can be replayed.
 */
export const drawRecipe = (
  options: DegradationOptions,
  streams: RandomStreams,
  seed: number,
  [batch, height, width]: BatchSize,
): DegradationRecipe => {
  const { scale, sharpen, sharpenGt } = options;
  const picture: Picture = { count: batch, height, width, scale };
  const kernels: PictureKernels[] = Array.from({ length: batch }, () =>
    samplePictureKernels(streams.kernels, options),
  );
  const stages = options.stages.flatMap((stage, i) =>
    sampleStage(
      streams,
      stage,
      kernels.map((drawn) => drawn.stages[i]!),
      picture,
    ),
  );
  const ordered = options.order === 'shuffled' ? shuffleSteps(streams.batch, stages) : stages;
  const final = sampleFinal(
    streams,
    options.final,
    kernels.map((drawn) => drawn.final),
    picture,
  );
  const crop = sampleCrop(streams.batch, picture, options.gtSize);
  const steps = [...ordered, ...final];
  return { version: 1, seed, scale, batch, height, width, sharpen, sharpenGt, steps, crop };
};
