import { type DegradationOptions, type DegradationRecipe, sample } from '@srkit/degradation';
import type { Raster } from '@srkit/image';
import type { Protocol } from '@srkit/metrics';
import { tensorToRaster } from '@srkit/ops';
import { type Degrade, stackPictures } from '@srkit/training';
import { clipByValue, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/** Each held-out crop is degraded so often, with other seeds: a process has many kinds of damage. */
const DRAWS = 4;

/** How pictures are compared with the ground truth. */
export const PROTOCOL: Protocol = { channel: 'y', luma: 'studio', crop: 4, round: true };
/** Differences of PSNR below it are not told from chance, in dB. */
export const LEAST_PSNR = 0.02;

export interface Trial {
  readonly gt: Raster;
  readonly lq: Raster;
}

/** What a network makes of a picture, 8 bits. */
export const enlarged = async (
  network: { forward(lq: Tensor4D): Tensor4D },
  { lq }: Trial,
): Promise<Raster> => {
  const output = tidy(() => clipByValue(network.forward(stackPictures([lq])), 0, 1) as Tensor4D);
  try {
    return await tensorToRaster(output);
  } finally {
    output.dispose();
  }
};

/** The same damaged crops for all variants. */
export const trialsOf = async (
  crops: readonly Raster[],
  degradation: DegradationOptions,
  {
    seed,
    degrade,
    signal,
  }: { readonly seed: number; readonly degrade: Degrade; readonly signal: AbortSignal },
): Promise<Trial[]> => {
  const trials: Trial[] = [];
  for (let draw = 0; draw < DRAWS; draw++)
    for (const [i, gt] of crops.entries()) {
      const shape = [gt.height, gt.width, 3];
      const recipe: DegradationRecipe = sample(degradation, (seed + 1000 * (draw + 1) + i) >>> 0, shape);
      trials.push({ gt, lq: (await degrade(gt, recipe, { signal })).lq });
    }
  return trials;
};
