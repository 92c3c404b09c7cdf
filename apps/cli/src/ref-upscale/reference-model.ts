import { existsSync } from 'node:fs';
import { CheckpointError } from '@srkit/core';
import { REFERENCE_MODEL } from '@srkit/models';
import type { ReferenceFiles } from '@srkit/upscale';
import { usageError } from '../errors';
import { refuseDevices } from '../job/inputs';

/** The options that name the networks. */
export interface ReferenceModelFlags {
  readonly model?: string;
  readonly extractor?: string;
  readonly vgg?: string;
  readonly restoration?: string;
}

/** Which files there are to get, for people who have none. */
export const WHERE_FROM = `
  --restoration  mrefsr_mse.pth or mrefsr_gan.pth (any number of references) from github.com/wdmwhh/MRefSR, or
                 c2_matching_restoration_mse.pth (one reference) by way of github.com/yumingj/C2-Matching
  --extractor    feature_extraction.pth from the same places
  --vgg          torchvision's VGG19: https://download.pytorch.org/models/vgg19-dcbb9e9d.pth
  'srkit convert --bundle' packs the three into one file for --model.`;

/** A bundle, or a file for each network. */
export type ReferenceModelSource = string | ReferenceFiles;

/**
 * What the options mean.
 *
 * @returns the bundle inside srkit where none is named, or by its name.
 * @throws ConfigError saying which files are needed and where they come from; CheckpointError for one that is not there.
 */
export const referenceModelOf = async (flags: ReferenceModelFlags): Promise<ReferenceModelSource> => {
  const { model, extractor, vgg } = flags;
  const single = flags.restoration ?? (extractor || vgg ? model : undefined);
  if (flags.restoration !== undefined && model !== undefined) {
    throw usageError('--restoration contradicts --model. Leave one out.');
  }
  if (single === undefined && !extractor && !vgg) {
    const { name, shortName, url } = REFERENCE_MODEL;
    if (model === undefined || ((model === name || model === shortName) && !existsSync(model)))
      return url().href;
    await present('--model', model);
    return model;
  }
  const missing = Object.entries({ restoration: single, extractor, vgg })
    .filter(([, path]) => path === undefined)
    .map(([name]) => `--${name}`);
  if (missing.length > 0) throw usageError(`${missing.join(' and ')} is missing:${WHERE_FROM}`);
  const first = flags.restoration === undefined ? '--model' : '--restoration';
  await present(first, single!);
  await present('--extractor', extractor!);
  await present('--vgg', vgg!);
  return { restoration: single!, extractor: extractor!, vgg: vgg! };
};

const present = async (option: string, path: string): Promise<void> => {
  if (/^(https?|file):/i.test(path)) return;
  if (!existsSync(path)) {
    throw new CheckpointError(
      'E_CHECKPOINT_NOT_FOUND',
      `${option} '${path}' is not there. Check its name, or get the files:${WHERE_FROM}`,
    );
  }
  await refuseDevices(path);
};

/** The files that a job's identity depends on. */
export const filesOf = (source: ReferenceModelSource): string[] =>
  typeof source === 'string' ? [source] : (Object.values(source) as string[]);
