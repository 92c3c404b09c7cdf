import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { probeImage, writeImage } from '@srkit/image';
import { drawPicture } from '../shared/draw-picture';
import { userPath } from '../shared/folders';
import { megabytes, parseSize, seconds } from '../shared/format';
import { describeMachine, machineLines } from '../shared/machine';
import { withTemporaryFolder } from '../shared/temporary-folder';
import { UsageError } from '../shared/usage-error';
import { buildCommand, runCommand } from './run-command';

const DEFAULT_SIZE = '3000x2000';
/** Enlarging a 6-megapixel photo has to leave room on a machine with 2 GB. */
const BAR_BYTES = 1.5e9;

/** `npm run bench -- memory`. */
export const benchMemory = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: { size: { type: 'string', default: DEFAULT_SIZE }, model: { type: 'string' } },
  });
  const size = parseSize(values.size);
  if (!size)
    throw new UsageError(`--size is '${values.size}', expected WIDTHxHEIGHT such as ${DEFAULT_SIZE}.`);
  const machine = describeMachine();
  buildCommand();
  return withTemporaryFolder(async (folder) => {
    const [input, output] = [join(folder, 'input.png'), join(folder, 'output.png')];
    await writeImage(input, drawPicture(size.width, size.height), { format: 'png' });
    const model = values.model === undefined ? [] : ['--model', userPath(values.model)];
    const run = await runCommand(['upscale', input, '-o', output, ...model], folder);
    const result = await probeImage(output);
    const passed = run.peakBytes < BAR_BYTES;
    console.log(machineLines(machine).join('\n'));
    console.log(
      `${size.width}x${size.height} to ${result.width}x${result.height} ${result.format.toUpperCase()}: ` +
        `${seconds(run.seconds)} s, peak ${megabytes(run.peakBytes)}, ` +
        `${passed ? 'under' : 'OVER'} the bar of ${megabytes(BAR_BYTES)}`,
    );
    return passed ? 0 : 1;
  });
};
