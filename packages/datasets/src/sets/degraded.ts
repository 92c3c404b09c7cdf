import { type CropWindow, cropRaster, type Raster } from '@srkit/core';
import {
  applyToRaster,
  type DegradationOptions,
  type DegradationRecipe,
  sample,
  sampleOf,
} from '@srkit/degradation';
import { type Dataset, type Draw, datasetOf } from '../dataset';
import { type AugmentOptions, augmented, drawAugmentation } from '../pictures/augment';
import { reflectPadded } from '../pictures/pad';
import type { Draws, DrawsOf } from '../random/draws';
import type { DegradedSample } from '../samples';
import { readPicture } from '../stores/read-picture';
import type { Store } from '../stores/store';
import { listPictures, type PictureList } from './list-pictures';

export interface DegradedOptions extends AugmentOptions {
  /** Side of the square that is degraded; larger than the recipe's crop, which is cut out of the result. */
  readonly cropSize: number;
  readonly degradation: DegradationOptions;
}

/**
 * `RealESRGANDataset`'s square of a picture (section 5): turned, mirrored over its border where it is too small, cut at a
 * random place where it is too large.
 */
export const degradedSquare = (
  picture: Raster,
  draws: Draws,
  { cropSize, ...flips }: AugmentOptions & { readonly cropSize: number },
): { gt: Raster; crop: CropWindow; augmentation: DegradedSample['augmentation'] } => {
  const augmentation = drawAugmentation(draws, flips);
  const whole = reflectPadded(augmented(picture, augmentation), cropSize, cropSize);
  const exceeds = whole.height > cropSize || whole.width > cropSize;
  const crop = {
    top: exceeds ? draws.integer(0, whole.height - cropSize) : 0,
    left: exceeds ? draws.integer(0, whole.width - cropSize) : 0,
    height: cropSize,
    width: cropSize,
  };
  return { gt: cropRaster(whole, crop), crop, augmentation };
};

/**
 * Real-ESRGAN's training samples: a square of a picture, and what the second-order process makes of it. The samples of a
 * batch share kinds, order and scales of the steps, as in the official code.
 */
export const openDegraded = async (
  store: Store,
  list: PictureList,
  options: DegradedOptions,
  random: DrawsOf,
): Promise<Dataset<DegradedSample>> => {
  const { cropSize, degradation } = options;
  const recipes = new Map<string, DegradationRecipe>();
  const recipeOf = ({ seed, size, place }: Draw['batch']): DegradationRecipe => {
    const key = `${seed} ${size}`;
    let recipe = recipes.get(key);
    if (!recipe) {
      recipe = sample(degradation, seed, [size, cropSize, cropSize, 3]);
      // The samples of a few batches are under way at once.
      if (recipes.size >= 8) recipes.delete(recipes.keys().next().value as string);
      recipes.set(key, recipe);
    }
    return sampleOf(recipe, place);
  };
  // Options that do not fit are told now, and not by the first sample.
  recipeOf({ seed: 0, size: 1, place: 0 });
  const items = (await listPictures(store, list)).map((name) => ({ name }));
  return datasetOf(
    items,
    async ({ name }, { seed, batch }, signal) => {
      const picture = await readPicture(store, name, signal);
      const { gt, crop, augmentation } = degradedSquare(picture, random(seed), options);
      const recipe = recipeOf(batch);
      const pair = await applyToRaster(gt, recipe, { signal });
      return { name, seed, gt: pair.gt, lq: pair.lq, crop, augmentation, recipe };
    },
    () => store.close(),
  );
};
