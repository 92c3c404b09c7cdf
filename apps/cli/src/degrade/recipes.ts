import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { ConfigError } from '@srkit/core';
import {
  type DegradationOptions,
  type DegradationRecipe,
  degradationOptions,
  parseBasicSR,
  parseOptions,
  parseRecipe,
  sample,
} from '@srkit/degradation';
import { InputError, usageError } from '../errors';
import { type Input, refuseDevices } from '../job/inputs';
import type { PresetName } from '../options';

/** Samples for a picture unless `--count` says otherwise; a sheet has room for the picture and eight of them. */
const DEFAULT_COUNT = { single: 1, sheet: 8 };

/** Option files and recipes have a few kilobytes. */
const MAX_BYTES = 2 ** 20;

/** The options of `srkit degrade` that say what is drawn. */
export interface RecipeFlags {
  readonly preset?: PresetName;
  readonly options?: string;
  readonly scale?: number;
  readonly crop?: number | 'none';
  readonly seed?: number;
  readonly count?: number;
  readonly recipe?: string;
  readonly sheet?: true;
}

/** Where the recipes of a job come from. */
export interface RecipeSource {
  /** Short name for people. */
  readonly name: string;
  /** Everything that decides what is drawn: plain data. */
  readonly identity: unknown;
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

/** @throws InputError for a file that is missing, cannot be read, or is longer than any option file. */
const readText = async (path: string): Promise<string> => {
  await refuseDevices(path);
  const buffer = Buffer.alloc(MAX_BYTES + 1);
  let bytes = 0;
  try {
    const handle = await open(path, 'r');
    try {
      for (let read = 1; read > 0 && bytes < buffer.length; bytes += read) {
        read = (await handle.read(buffer, bytes, buffer.length - bytes)).bytesRead;
      }
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new InputError('E_INPUT_READ', `'${path}' cannot be read: ${(cause as Error).message}.`, { cause });
  }
  if (bytes <= MAX_BYTES) return buffer.toString('utf8', 0, bytes);
  throw new InputError(
    'E_INPUT_TOO_LARGE',
    `'${path}' has more than ${MAX_BYTES} bytes, which no option file or recipe needs.`,
  );
};

/** Says in which file it was that the library found fault with. */
const naming = <T>(path: string, parse: () => T): T => {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.code, `'${path}': ${error.message}`, { cause: error });
  }
};

export const readJson = async (path: string): Promise<unknown> => {
  const text = await readText(path);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('E_INPUT_JSON', `'${path}' is no JSON: ${(cause as Error).message}.`, { cause });
  }
};

/**
 * Options from BasicSR's file or from our own.
 *
 * @throws InputError when it cannot be read; ConfigError naming the file and the field.
 */
const readOptions = async (path: string): Promise<DegradationOptions> => {
  switch (extname(path).toLowerCase()) {
    case '.yml':
    case '.yaml': {
      const text = await readText(path);
      return naming(path, () => parseBasicSR(text));
    }
    case '.json': {
      const json = await readJson(path);
      return naming(path, () => parseOptions(json));
    }
    default:
      throw usageError(`--options is '${path}', expected a name that ends in .yml, .yaml or .json.`);
  }
};

/**
 * The seed of one sample of one picture. It depends on the picture's name and on nothing else in the job, so that
 * pictures that are added do not change the samples of the others.
 *
 * @param name of the file, with the folders below the one the user named.
 * @returns an unsigned 32-bit integer.
 */
export const pictureSeed = (seed: number, name: string, sample: number): number => {
  // The same on every system, also where names are kept decomposed.
  const portable = name.replaceAll('\\', '/').normalize();
  return createHash('sha256')
    .update(JSON.stringify([seed, portable, sample]))
    .digest()
    .readUInt32LE();
};

const optionsOf = async ({ preset, options, scale, crop }: RecipeFlags): Promise<DegradationOptions> => {
  const base =
    options === undefined ? degradationOptions(preset ?? 'realesrgan-x4plus') : await readOptions(options);
  const gtSize = crop === undefined || crop === 'none' ? null : crop;
  const chosen = { ...base, scale: scale ?? base.scale, gtSize };
  if (gtSize !== null && gtSize % chosen.scale !== 0) {
    throw usageError(`--crop is ${gtSize}, expected a multiple of the scale, ${chosen.scale}.`);
  }
  return parseOptions(chosen);
};

const fromOptions = async (flags: RecipeFlags): Promise<RecipeSource> => {
  const options = await optionsOf(flags);
  const { seed = 0, sheet } = flags;
  const count = flags.count ?? (sheet ? DEFAULT_COUNT.sheet : DEFAULT_COUNT.single);
  return {
    name: flags.options ?? flags.preset ?? 'realesrgan-x4plus',
    identity: [options, seed, count],
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

/**
 * A recipe for one picture, as `--save-recipes` writes it.
 *
 * @param json Content of the file.
 * @throws ConfigError naming the file and the field.
 */
export const recipeOf = (path: string, json: unknown): DegradationRecipe => {
  const recipe = naming(path, () => parseRecipe(json));
  if (recipe.batch !== 1) {
    throw new ConfigError(
      'E_CONFIG_RECIPE',
      `'${path}': batch is ${recipe.batch}, expected 1: a recipe for one picture.`,
    );
  }
  return recipe;
};

const fromRecipe = async (path: string): Promise<RecipeSource> => {
  const recipe = recipeOf(path, await readJson(path));
  return {
    name: path,
    identity: recipe,
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
export const recipeSourceOf = (flags: RecipeFlags): Promise<RecipeSource> =>
  flags.recipe === undefined ? fromOptions(flags) : fromRecipe(flags.recipe);
