import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { findReleasedModel, RELEASED_MODELS } from '@srkit/models';
import { InputError, usageError } from '../errors';
import { type ModelSource, resolveModel } from './resolve-model';

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
