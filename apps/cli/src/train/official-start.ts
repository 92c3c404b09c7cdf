import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OfficialStart, TrainingPlan } from '@srkit/training';
import { InputError } from '../errors';

/**
 * The files of `path.resume_state`. As BasicSR has it, the networks of an iteration lie in `models/` beside the folder of the
 * states; where they do not, the weights that the file names to start from are taken.
 */
export const officialStart = ({ recipe, resumeState }: TrainingPlan): OfficialStart | undefined => {
  if (resumeState === undefined) return undefined;
  const { pretrainG, pretrainD } = { pretrainD: undefined, ...recipe };
  return {
    state: resumeState,
    network: (name, iteration) => {
      const beside = join(dirname(dirname(resumeState)), 'models', `${name}_${iteration}.pth`);
      const named = (name === 'net_d' ? pretrainD : pretrainG)?.path;
      const found = existsSync(beside) ? beside : named;
      if (found !== undefined) return found;
      throw new InputError(
        'E_INPUT_MISSING',
        `path.resume_state is '${resumeState}', and of ${name} after iteration ${iteration} there is no '${beside}'. Put the weights there, name them as path.pretrain_network_${name === 'net_d' ? 'd' : 'g'}, or set path.resume_state=~ to start anew.`,
      );
    },
  };
};
