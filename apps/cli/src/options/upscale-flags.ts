import type { BorderMode } from '@srkit/upscale';
import { usageError } from '../errors';
import { STDOUT } from '../job/output-target';
import type { ModelFlags } from '../model/model-flags';
import type { BackendName, FormatOption } from './choices';

/** `srkit upscale`'s options as commander gives them. */
export interface UpscaleFlags extends ModelFlags {
  readonly output?: string;
  readonly outscale?: number;
  readonly border: BorderMode;
  readonly alpha: 'network' | 'bilinear';
  readonly prePad?: number;
  readonly exact?: true;
  readonly fast?: true;
  readonly tile?: number | 'auto';
  readonly tilePad?: number;
  readonly memory?: number;
  readonly backend: BackendName | 'auto';
  readonly requireGpu?: true;
  readonly format?: FormatOption;
  readonly quality?: number;
  readonly suffix?: string;
  readonly overwrite?: true;
  readonly recursive?: true;
  readonly dryRun?: true;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

/** Refuses options that contradict each other. @throws ConfigError saying which to leave out. */
export const checkFlags = ({
  output,
  json,
  dryRun,
  quiet,
  verbose,
  denoise,
  denoiseModel,
  suffix,
}: UpscaleFlags): void => {
  if (output === STDOUT && json) {
    throw usageError("'-o -' and --json would both write to stdout. Give -o a file, or leave --json out.");
  }
  if (output === STDOUT && dryRun) {
    throw usageError("--dry-run prints its plan on stdout, and '-o -' is the picture. Leave one out.");
  }
  if (quiet && verbose) throw usageError('--quiet contradicts --verbose. Leave one out.');
  if (denoiseModel !== undefined && denoise === undefined) {
    throw usageError('--denoise-model needs --denoise, the strength to interpolate with.');
  }
  if (suffix !== undefined && /[\\/\0]/.test(suffix)) {
    throw usageError(`--suffix is '${suffix}', expected part of a file name. Folders go into -o.`);
  }
};
