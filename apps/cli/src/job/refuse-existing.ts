import { stat } from 'node:fs/promises';
import { OutputError } from '../errors';
import { STDOUT } from './output-target';

/** @throws OutputError when something is there already and may not be replaced. */
export const refuseExisting = async (
  output: string,
  overwrite: boolean,
  elsewhere = 'another -o or --suffix',
): Promise<void> => {
  if (overwrite || output === STDOUT || !(await stat(output).catch(() => undefined))) return;
  throw new OutputError(
    'E_OUTPUT_EXISTS',
    `'${output}' exists already and was left as it is. Use --overwrite to replace it, or choose ${elsewhere}.`,
  );
};
