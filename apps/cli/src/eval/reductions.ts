import type { DegradationRecipe } from '@srkit/degradation';
import { type Raster, resizePillow } from '@srkit/image';
import { resizeBicubic } from '@srkit/metrics';
import { openDegrader } from '../degrade/degrader';
import { toRgb } from '../degrade/read-picture';
import { pictureSeed, type RecipeSource, readJson, recipeOf, recipeSourceOf } from '../degrade/recipes';
import { usageError } from '../errors';

/** How LR pictures are made from originals. */
export interface Reduction {
  /** For the protocol that is printed with the figures. */
  readonly description: string;
  /** Everything that decides what comes out: plain data. */
  readonly identity: unknown;
  /** The original as it is reduced, and compared with the result. */
  seen(original: Raster): Raster;
  /**
   * @param original As it is seen; its sides are multiples of the scale.
   * @param name Of the picture, on which a random degradation's seed depends.
   */
  reduce(original: Raster, scale: number, name: string): Promise<Raster>;
  close(): Promise<void>;
}

const bicubic = (description: string, reduce: (original: Raster, scale: number) => Raster): Reduction => ({
  description,
  identity: description,
  seen: (original) => original,
  reduce: async (original, scale) => reduce(original, scale),
  close: async () => undefined,
});

/** What the papers' tables are of. */
export const MATLAB = bicubic('MATLAB bicubic', (original, scale) => resizeBicubic(original, 1 / scale));

/** Where the recipe of each picture comes from. */
interface Recipes extends Pick<RecipeSource, 'identity' | 'scale'> {
  readonly description: string;
  recipe(name: string, height: number, width: number): DegradationRecipe;
}

/** Options of a degradation, drawn anew for every picture, the same every time. */
const fromOptions = async (file: string): Promise<Recipes> => {
  const source = await recipeSourceOf({ options: file, seed: 0 });
  return {
    ...source,
    description: `degraded by ${source.name} (seed 0)`,
    recipe: (name, height, width) =>
      source.recipes({ path: name, file: name, below: name, found: true }, height, width)[0]!,
  };
};

/** The degradation of one picture for all of them, with noise of their own. */
const fromRecipe = async (file: string, json: unknown): Promise<Recipes> => {
  const { recipeFor } = await import('@srkit/degradation');
  const recipe = recipeOf(file, json);
  return {
    identity: recipe,
    scale: recipe.scale,
    description: `degraded by the recipe ${file}, with noise of each picture's own`,
    recipe: (name, height, width) => recipeFor(recipe, { height, width, seed: pictureSeed(0, name, 0) }),
  };
};

const isRecipe = (json: unknown): boolean => typeof json === 'object' && json !== null && 'steps' in json;

const recipesOf = async (file: string): Promise<Recipes> => {
  if (!/\.json$/i.test(file)) return fromOptions(file);
  const json = await readJson(file);
  return isRecipe(json) ? fromRecipe(file, json) : fromOptions(file);
};

/** LR pictures made by the degradation of a file. */
const degradation = async (file: string, signal: AbortSignal): Promise<Reduction> => {
  const source = await recipesOf(file);
  const degrader = await openDegrader('wasm', 1);
  return {
    description: source.description,
    identity: source.identity,
    // Noise has colours, also that of a grey picture; alpha is left out.
    seen: toRgb,
    async reduce(original, scale, name) {
      if (source.scale !== scale) {
        throw usageError(
          `--lr '${file}' reduces to 1/${source.scale}, and the network enlarges ${scale} times. Give one with "scale": ${scale}, or other networks.`,
        );
      }
      const recipe = source.recipe(name, original.height, original.width);
      return (await degrader.degrade(original, recipe, { signal })).lq;
    },
    close: () => degrader.close(),
  };
};

/**
 * What `--lr` means.
 *
 * @throws InputError or ConfigError for a file that holds no degradation.
 */
export const reductionOf = async (lr: string, signal: AbortSignal): Promise<Reduction> => {
  if (lr === 'matlab') return MATLAB;
  if (lr === 'pillow') {
    return bicubic('Pillow bicubic', (original, scale) =>
      resizePillow(original, [original.height / scale, original.width / scale], 'bicubic'),
    );
  }
  if (/\.(ya?ml|json)$/i.test(lr)) return degradation(lr, signal);
  throw usageError(
    `--lr is '${lr}', expected auto, given, matlab, pillow, or a file of srkit degrade: options (.json, .yml), or a recipe that --save-recipes wrote (.json).`,
  );
};
