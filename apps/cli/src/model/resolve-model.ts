import { existsSync } from 'node:fs';
import { CheckpointError } from '@srkit/core';
import { DEFAULT_MODEL_NAME, defaultModelUrl, findReleasedModel } from '@srkit/models';
import { cachedPath } from './cache-folder';

/** Which checkpoint to read, and the name to report. */
export interface ModelSource {
  readonly name: string;
  /** A path, or a URL as text. */
  readonly source: string;
}

const isUrl = (text: string): boolean => /^(https?|file):/i.test(text) && URL.canParse(text);

const baseName = (text: string): string => text.split(/[\\/]/).pop() || text;

/** A checkpoint that `srkit models pull` put into the cache, with or without its ending in the name. */
const pulled = (name: string): string | undefined =>
  [name, `${name}.pth`, `${name}.safetensors`].map((file) => cachedPath(file)).find(existsSync);

/**
 * Finds what `--model` means: nothing for the model that ships with srkit, a URL, a file, or the name of a
 * released or pulled model. Files come first, so that a name never hides one.
 *
 * @throws CheckpointError saying how to get the model when there is none.
 */
export const resolveModel = (model: string | undefined): ModelSource => {
  if (model === undefined || model === DEFAULT_MODEL_NAME) {
    return { name: DEFAULT_MODEL_NAME, source: defaultModelUrl().href };
  }
  if (isUrl(model)) return { name: baseName(new URL(model).pathname), source: model };
  if (existsSync(model)) return { name: baseName(model), source: model };
  const cached = /[\\/]/.test(model) ? undefined : pulled(model);
  if (cached) return { name: model, source: cached };
  const released = findReleasedModel(model);
  if (released) {
    throw new CheckpointError(
      'E_CHECKPOINT_NOT_PULLED',
      `'${model}' is a released model that is not on this machine yet. Run: srkit models pull ${released.name}`,
    );
  }
  throw new CheckpointError(
    'E_CHECKPOINT_NOT_FOUND',
    `'${model}' is neither a file nor the name of a released or pulled model. srkit models list shows the names.`,
  );
};
