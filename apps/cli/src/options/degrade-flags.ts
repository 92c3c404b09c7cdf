import { usageError } from '../errors';
import type { BackendName, PresetName } from './choices';

/** `srkit degrade`'s options as commander gives them. */
export interface DegradeFlags {
  readonly output: string;
  readonly preset?: PresetName;
  readonly options?: string;
  readonly scale?: number;
  readonly crop?: number | 'none';
  readonly seed?: number;
  readonly count?: number;
  readonly recipe?: string;
  readonly saveRecipes?: true;
  readonly sheet?: true;
  readonly backend: BackendName | 'auto';
  readonly requireGpu?: true;
  readonly overwrite?: true;
  readonly recursive?: true;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

/** What a recipe decides already. */
const DECIDED = [
  'preset',
  'options',
  'scale',
  'crop',
  'seed',
  'count',
  'sheet',
] as const satisfies readonly (keyof DegradeFlags)[];

/** Refuses options that contradict each other. @throws ConfigError saying which to leave out. */
export const checkDegradeFlags = (flags: DegradeFlags): void => {
  const { output, preset, options, recipe, saveRecipes, sheet, quiet, verbose } = flags;
  if (output === '' || output === '-') {
    throw usageError(`-o is '${output}', expected a folder: one picture gives several files.`);
  }
  if (preset !== undefined && options !== undefined) {
    throw usageError('--preset contradicts --options, which says everything itself. Leave one out.');
  }
  const decided = recipe === undefined ? undefined : DECIDED.find((name) => flags[name] !== undefined);
  if (decided !== undefined) {
    throw usageError(`--${decided} contradicts --recipe, which has decided everything. Leave one out.`);
  }
  if (sheet && saveRecipes) {
    throw usageError(
      '--save-recipes contradicts --sheet, whose samples are those of a cut of the picture. Run once with each; a seed gives the same strengths.',
    );
  }
  if (quiet && verbose) throw usageError('--quiet contradicts --verbose. Leave one out.');
};
