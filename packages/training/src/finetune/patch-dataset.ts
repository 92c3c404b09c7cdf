import { cropRaster, type Raster } from '@srkit/core';
import { augmented, type Dataset, drawAugmentation, type Sample, seededDraws } from '@srkit/datasets';
import type { MakePair } from './make-pair';
import type { Patch } from './photo-patches';

/** A pair to learn from. */
export interface PairSample extends Sample {
  readonly gt: Raster;
  readonly lq: Raster;
}

/** Random crops of patches, turned, mirrored and degraded anew each time. */
export const patchDataset = (
  patches: readonly Patch[],
  side: number,
  makePair: MakePair,
): Dataset<PairSample> => ({
  length: patches.length,
  names: patches.map(({ name }) => name),
  async sample(index, { seed }) {
    const { name, picture } = patches[index]!;
    const draws = seededDraws(seed);
    const top = draws.integer(0, picture.height - side);
    const left = draws.integer(0, picture.width - side);
    const crop = cropRaster(picture, { top, left, height: side, width: side });
    const gt = augmented(crop, drawAugmentation(draws, { useHflip: true, useRot: true }));
    // Without the loader's signal: it would end threads that the next loader needs, for a sample of milliseconds.
    return { name, seed, ...(await makePair(gt, seed, {})) };
  },
  close: async () => undefined,
});
