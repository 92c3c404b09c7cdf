import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { megabytes, seconds } from '../shared/format';
import { describeMachine, machineLines } from '../shared/machine';
import { findPython, runJson } from '../shared/run-json';
import { table } from '../shared/table';
import { BACKEND_CASES, type BackendCase, type BackendTimes, caseName } from './cases';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const srkit = (one: BackendCase, threads: string): BackendTimes =>
  runJson(process.execPath, ['--import', 'tsx', path('./srkit-child.ts'), JSON.stringify(one)], {
    SRKIT_THREADS: threads,
  });

const stockModel = (backend: string): BackendTimes =>
  runJson(process.execPath, ['--import', 'tsx', path('./stock-model-child.ts'), backend]);

/** `npm run bench -- backend`. */
export const benchBackend = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({ args, options: { only: { type: 'string', default: '' } } });
  const machine = describeMachine();
  const python = findPython('torch');
  if (!python) console.error('No Python has torch (Debian: python3-torch). It is NOT measured.');
  const rows: string[][] = [];
  for (const one of BACKEND_CASES.filter((each) => caseName(each).includes(values.only))) {
    const name = caseName(one);
    console.error(`${name}...`);
    const alone = srkit(one, '1');
    const all = srkit(one, '');
    const theirs = python
      ? runJson<BackendTimes>(python, [path('./pytorch.py'), JSON.stringify(one)])
      : undefined;
    rows.push([
      name,
      `${seconds(median(alone.seconds))} s`,
      `${seconds(median(all.seconds))} s`,
      megabytes(all.peakBytes),
      theirs ? `${seconds(median(theirs.seconds))} s` : '-',
      theirs ? megabytes(theirs.peakBytes) : '-',
      theirs ? (median(all.seconds) / median(theirs.seconds)).toFixed(2) : '-',
    ]);
  }
  console.log(machineLines(machine).join('\n'));
  console.log(
    table(['', '1 thread', 'all threads', 'peak', 'PyTorch', 'peak', 'all threads / PyTorch'], rows),
  );
  if ('stock tf.layers model'.includes(values.only)) {
    console.error('stock tf.layers model...');
    const [ours, stock] = [stockModel('srkit-wasm'), stockModel('wasm')];
    const ratio = (median(stock.seconds) / median(ours.seconds)).toFixed(1);
    console.log(
      table(
        ['', 'srkit-wasm', 'peak', 'tfjs-wasm', 'peak', 'tfjs-wasm / srkit-wasm'],
        [
          [
            'stock tf.layers model, 4 x 224x224',
            `${seconds(median(ours.seconds))} s`,
            megabytes(ours.peakBytes),
            `${seconds(median(stock.seconds))} s`,
            megabytes(stock.peakBytes),
            ratio,
          ],
        ],
      ),
    );
  }
  return 0;
};
