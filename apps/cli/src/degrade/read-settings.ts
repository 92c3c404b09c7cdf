import { extname } from 'node:path';
import { ConfigError } from '@srkit/core';
import {
  type DegradationOptions,
  type DegradationRecipe,
  parseBasicSR,
  parseOptions,
  parseRecipe,
} from '@srkit/degradation';
import { InputError, usageError } from '../errors';
import { readText } from './read-text';

/** Says in which file it was that the library found fault with. */
const naming = <T>(path: string, parse: () => T): T => {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.code, `'${path}': ${error.message}`, { cause: error });
  }
};

const readJson = async (path: string): Promise<unknown> => {
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
export const readOptions = async (path: string): Promise<DegradationOptions> => {
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
 * A recipe for one picture.
 *
 * @throws InputError when it cannot be read; ConfigError naming the file and the field.
 */
export const readRecipe = async (path: string): Promise<DegradationRecipe> => {
  const json = await readJson(path);
  const recipe = naming(path, () => parseRecipe(json));
  if (recipe.batch === 1) return recipe;
  throw new ConfigError(
    'E_CONFIG_RECIPE',
    `'${path}': batch is ${recipe.batch}, expected 1: a recipe for one picture.`,
  );
};
