import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { loadStateDict } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import {
  DEFAULT_MODEL_NAME,
  defaultModelUrl,
  findReleasedModel,
  findShippedModel,
  interpolateStateDicts,
  type LoadedModel,
  loadModel,
  REFERENCE_MODEL,
  RELEASED_MODELS,
} from '@srkit/models';
import { InputError, usageError } from '../errors';
import { cachedPath, type PullRecord, pulledByName, pulledUrls } from './cache';

/** Which checkpoint to read, and the name to report. */
export interface ModelSource {
  readonly name: string;
  /** A path, or a URL as text. */
  readonly source: string;
}

const isUrl = (text: string): boolean => /^(https?|file):/i.test(text) && URL.canParse(text);

const baseName = (text: string): string => text.split(/[\\/]/).pop() || text;

const onlyOne = (name: string, found: readonly PullRecord[]): string | undefined => {
  if (found.length < 2) return found[0]?.path;
  throw usageError(
    `'${name}' was pulled from several URLs: ${found.map(({ url }) => url).join(', ')}. Give the URL to --model.`,
  );
};

/** A checkpoint that `srkit models pull` put into the cache, with or without its ending in the name. */
const pulled = (name: string): string | undefined =>
  [name, `${name}.pth`, `${name}.safetensors`].map((file) => cachedPath(file)).find(existsSync) ??
  onlyOne(
    name,
    pulledByName(name).filter(({ path }) => existsSync(path)),
  );

/**
 * Finds what `--model` means: nothing for the default, a URL, a file, or the name of a model that ships with srkit or was
 * released or pulled. Files come first, so that a name never hides one.
 *
 * @throws CheckpointError saying how to get the model when there is none.
 */
export const resolveModel = (model: string | undefined): ModelSource => {
  if (model === undefined || model === DEFAULT_MODEL_NAME) {
    return { name: DEFAULT_MODEL_NAME, source: defaultModelUrl().href };
  }
  if (isUrl(model)) {
    const local = pulledUrls().find(({ url, path }) => url === model && existsSync(path));
    return { name: baseName(new URL(model).pathname), source: local?.path ?? model };
  }
  if (existsSync(model)) return { name: baseName(model), source: model };
  if (model === REFERENCE_MODEL.name || model === REFERENCE_MODEL.shortName) {
    throw usageError(`${REFERENCE_MODEL.name} takes references: srkit ref-upscale small.jpg --ref sharp.jpg`);
  }
  const shipped = findShippedModel(model);
  if (shipped) return { name: shipped.name, source: shipped.url().href };
  const released = findReleasedModel(model);
  const cached = /[\\/]/.test(model) ? undefined : (pulled(model) ?? (released && pulled(released.name)));
  if (cached) return { name: model, source: cached };
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

const withPartner = RELEASED_MODELS.filter((model) => model.denoisePartner).map((model) => model.name);

/**
 * The checkpoint that `--denoise` interpolates with: the one given, else the released partner of the model,
 * which lies beside it.
 *
 * @throws ConfigError for a model without a partner, InputError when the partner's file is missing.
 */
export const denoisePartner = (model: ModelSource, given: string | undefined): ModelSource => {
  if (given !== undefined) return resolveModel(given);
  const fileName = model.source.split(/[\\/]/).pop()!;
  const extension = extname(fileName);
  const partner = findReleasedModel(fileName.slice(0, fileName.length - extension.length))?.denoisePartner;
  if (!partner) {
    throw usageError(
      `--denoise needs a model with a second checkpoint to interpolate with, and '${model.name}' has none. Use --model ${withPartner.join(' or ')}, or name the second one with --denoise-model.`,
    );
  }
  const source = join(dirname(model.source), `${partner}${extension}`);
  if (!existsSync(source)) {
    throw new InputError(
      'E_INPUT_DENOISE_MODEL',
      `--denoise needs '${partner}' beside '${model.name}', and '${source}' is not there. Run: srkit models pull ${partner}, or give the file with --denoise-model.`,
    );
  }
  return { name: partner, source };
};

/** The options that name the network. Plain data, so that it can go to a worker. */
export interface ModelFlags {
  readonly model?: string | undefined;
  readonly key?: string | undefined;
  readonly denoise?: number | undefined;
  readonly denoiseModel?: string | undefined;
}

/** Which network to load. */
export interface ModelRequest extends ModelSource {
  readonly key: string | undefined;
  /** Interpolate with a second checkpoint: 1 takes the first alone, 0 the second. */
  readonly denoise: { readonly strength: number; readonly partner: ModelSource } | undefined;
}

/** Loads the checkpoint, interpolated with its partner where asked. Dispose the result when done. */
export const loadRequestedModel = async (
  { name, source, key, denoise }: ModelRequest,
  signal?: AbortSignal,
): Promise<LoadedModel> => {
  if (!denoise) return loadModel(source, { name, key, signal });
  const { strength, partner } = denoise;
  const first = await loadStateDict(source, { key, signal });
  const second = await loadStateDict(partner.source, { key, signal });
  const state = interpolateStateDicts(first, second, [strength, 1 - strength]);
  return loadModel(state, { name: `${name}+${partner.name} (denoise ${strength})` });
};

/** The network that the options ask for. @throws CheckpointError, InputError or ConfigError when there is none. */
export const requestModel = ({ model, key, denoise, denoiseModel }: ModelFlags): ModelRequest => {
  const found = resolveModel(model);
  if (denoise === undefined) return { ...found, key, denoise: undefined };
  const partner = denoisePartner(found, denoiseModel);
  // At full strength the first checkpoint is taken alone.
  return { ...found, key, denoise: denoise === 1 ? undefined : { strength: denoise, partner } };
};

/** The files or URLs that a request reads. */
export const sourcesOf = ({ source, denoise }: ModelRequest): string[] =>
  denoise ? [source, denoise.partner.source] : [source];
