import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { probeImage, writeImage } from '@srkit/image';
import type { Figure } from '../figures/figure';
import { terminalTable } from '../figures/figures-table';
import { drawPicture } from '../shared/draw-picture';
import { userPath } from '../shared/folders';
import { megabytes, parseSize } from '../shared/format';
import { BENCH_MODEL } from '../shared/load-model-state';
import { describeMachine, machineLines } from '../shared/machine';
import { withTemporaryFolder } from '../shared/temporary-folder';
import { UsageError } from '../shared/usage-error';
import { runCommand } from './run-command';

const DEFAULT_SIZE = '3000x2000';
/** Enlarging a 6-megapixel photo has to leave room on a machine with 2 GB. */
const BAR_BYTES = 1.5e9;

/**
 * The command on a drawn picture: time and peak memory.
 *
 * @param size `WIDTHxHEIGHT`.
 */
export const measureMemory = (size: string = DEFAULT_SIZE, model?: string): Promise<Figure[]> => {
  const parsed = parseSize(size);
  if (!parsed) throw new UsageError(`--size is '${size}', expected WIDTHxHEIGHT such as ${DEFAULT_SIZE}.`);
  return withTemporaryFolder(async (folder) => {
    const [input, output] = [join(folder, 'input.png'), join(folder, 'output.png')];
    await writeImage(input, drawPicture(parsed.width, parsed.height), { format: 'png' });
    console.error(`srkit upscale of ${size}...`);
    const options = ['--model', model === undefined ? BENCH_MODEL : userPath(model)];
    const { seconds, peakBytes } = await runCommand(['upscale', input, '-o', output, ...options], folder);
    const { width, height, format } = await probeImage(output);
    const name = `srkit upscale --model ${model ?? BENCH_MODEL}, ${size} to a ${width}x${height} ${format.toUpperCase()}`;
    return [{ name, entries: [{ contender: 'srkit', seconds: [seconds], peakBytes }] }];
  });
};

/** `npm run bench -- memory`. */
export const benchMemory = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: { size: { type: 'string', default: DEFAULT_SIZE }, model: { type: 'string' } },
  });
  const machine = describeMachine();
  const figures = await measureMemory(values.size, values.model);
  const passed = figures.every(({ entries }) => entries[0]!.peakBytes < BAR_BYTES);
  console.log(machineLines(machine).join('\n'));
  console.log(terminalTable(figures));
  console.log(`${passed ? 'under' : 'OVER'} the bar of ${megabytes(BAR_BYTES)}`);
  return passed ? 0 : 1;
};
