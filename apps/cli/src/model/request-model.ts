import { denoisePartner } from './denoise-partner';
import type { ModelRequest } from './load-requested-model';
import type { ModelFlags } from './model-flags';
import { resolveModel } from './resolve-model';

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
