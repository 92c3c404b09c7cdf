import { basename, join } from 'node:path';
import {
  type DegradationOptions,
  type DegradationRecipe,
  degradationOptions,
  parseOptions,
  sample,
} from '@srkit/degradation';
import { InputError, usageError } from '../errors';
import type { Input } from '../job/expand-inputs';
import type { DegradeFlags } from '../options/degrade-flags';
import { pictureSeed } from './picture-seed';
import { readOptions, readRecipe } from './read-settings';

/** Samples for a picture unless `--count` says otherwise; a sheet has room for the picture and eight of them. */
const DEFAULT_COUNT = { single: 1, sheet: 8 };

/** Where the recipes of a job come from. */
export interface RecipeSource {
  /** Short name for people. */
  readonly name: string;
  /** Ground truth over LQ. */
  readonly scale: number;
  /** Whether results are pairs of crops. */
  readonly crops: boolean;
  /** Samples for each picture. */
  readonly count: number;
  /**
   * The recipes of a picture.
   *
   * @throws ShapeError or InputError for a picture of a size that does not do.
   */
  recipes(input: Input, height: number, width: number): DegradationRecipe[];
}

const optionsOf = async ({ preset, options, scale, crop }: DegradeFlags): Promise<DegradationOptions> => {
  const base =
    options === undefined ? degradationOptions(preset ?? 'realesrgan-x4plus') : await readOptions(options);
  const gtSize = crop === undefined || crop === 'none' ? null : crop;
  const chosen = { ...base, scale: scale ?? base.scale, gtSize };
  if (gtSize !== null && gtSize % chosen.scale !== 0) {
    throw usageError(`--crop is ${gtSize}, expected a multiple of the scale, ${chosen.scale}.`);
  }
  return parseOptions(chosen);
};

const fromOptions = async (flags: DegradeFlags): Promise<RecipeSource> => {
  const options = await optionsOf(flags);
  const { seed = 0, sheet } = flags;
  const count = flags.count ?? (sheet ? DEFAULT_COUNT.sheet : DEFAULT_COUNT.single);
  return {
    name: flags.options ?? flags.preset ?? 'realesrgan-x4plus',
    scale: options.scale,
    crops: options.gtSize !== null,
    count,
    recipes(input, height, width) {
      const name = join(input.below, basename(input.path));
      return Array.from({ length: count }, (_, i) =>
        sample(options, pictureSeed(seed, name, i), [height, width, 3]),
      );
    },
  };
};

const fromRecipe = async (path: string): Promise<RecipeSource> => {
  const recipe = await readRecipe(path);
  return {
    name: path,
    scale: recipe.scale,
    crops: recipe.crop !== null,
    count: 1,
    recipes(input, height, width) {
      if (recipe.height === height && recipe.width === width) return [recipe];
      throw new InputError(
        'E_INPUT_RECIPE_SIZE',
        `'${path}' is for pictures of ${recipe.width}x${recipe.height}, and '${input.path}' has ${width}x${height} (scale ${recipe.scale}). Give the picture that it was drawn for.`,
      );
    },
  };
};

/** What the flags say about where recipes come from. @throws ConfigError or InputError naming what is wrong. */
export const recipeSourceOf = (flags: DegradeFlags): Promise<RecipeSource> =>
  flags.recipe === undefined ? fromOptions(flags) : fromRecipe(flags.recipe);
