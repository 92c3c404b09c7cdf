import { dirname } from 'node:path';
import type { ModelFacts } from '../engine/engine';
import type { FormatOption } from '../options/choices';
import type { UpscaleFlags } from '../options/upscale-flags';
import type { Reporter } from '../terminal/reporter';
import { checkOutputFolder } from './check-output-folder';
import { dropEarlierResults } from './drop-earlier-results';
import type { Inputs } from './expand-inputs';
import { jobIdentity } from './job-identity';
import { Journals } from './journals';
import { type JobItem, nameOutputs } from './name-outputs';
import { type OutputTarget, STDOUT } from './output-target';
import { refuseCollisions } from './refuse-collisions';

export interface JobRequest {
  readonly flags: UpscaleFlags;
  readonly inputs: Inputs;
  readonly target: OutputTarget;
  readonly format: FormatOption;
  readonly model: ModelFacts;
  readonly reporter: Reporter;
}

/** Options that decide what the results look like; a job that differs in one of them is another job. */
const DECISIVE = [
  'key',
  'denoise',
  'outscale',
  'border',
  'alpha',
  'prePad',
  'fast',
  'tile',
  'tilePad',
  'format',
  'quality',
  'suffix',
] as const satisfies readonly (keyof UpscaleFlags)[];

/**
 * Names every result and checks, before any work, that none lands on an input, on another or in a folder that
 * cannot be written.
 */
export const prepareJob = async ({
  flags,
  inputs,
  target,
  format,
  model,
  reporter,
}: JobRequest): Promise<{ readonly items: readonly JobItem[]; readonly journals: Journals }> => {
  const named = nameOutputs(inputs.inputs, {
    target,
    format,
    suffix: flags.suffix ?? `_x${flags.outscale ?? model.scale}`,
  });
  const job = jobIdentity(
    DECISIVE.map((name) => flags[name]),
    model.sources,
  );
  const journals = await Journals.open(named, target, job, inputs.several);
  const { items, dropped } = dropEarlierResults(named, journals.outputs);
  if (dropped > 0) {
    reporter.note(`left out ${dropped} earlier result${dropped === 1 ? '' : 's'} among the inputs`);
  }
  refuseCollisions(items);
  const folders = items.filter(({ output }) => output !== STDOUT).map(({ output }) => dirname(output));
  for (const folder of new Set(folders)) checkOutputFolder(folder);
  for (const folder of journals.foreignFolders) {
    reporter.note(
      `'${folder}' has the journal of a job with other options or another model; it begins anew.`,
    );
  }
  return { items, journals };
};
