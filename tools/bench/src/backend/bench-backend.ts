import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { megabytes, seconds } from '../shared/format';
import { describeMachine, machineLines } from '../shared/machine';
import { findPython, runJson } from '../shared/run-json';
import { median } from '../shared/statistics';
import { table } from '../shared/table';
import { BACKEND_CASES, type BackendCase, type BackendTimes, caseName } from './cases';
import type { Peak } from './peak-child';
import { peerTables } from './peers';
import { STOCK_MODELS } from './stock-models';

/** Names of cases for `--only`, beside those of `BACKEND_CASES` and of the peers. */
const INNER_LOOP = 'inner loop';
const STOCK = 'stock tf.layers';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const runChild = <T>(name: string, args: readonly string[], environment?: Record<string, string>): T =>
  runJson(process.execPath, ['--import', 'tsx', path(name), ...args], environment);

const networkRow = (one: BackendCase, python: string | undefined): string[] => {
  const srkit = (threads: string): BackendTimes =>
    runChild('./srkit-child.ts', [JSON.stringify(one)], { SRKIT_THREADS: threads });
  const [alone, all] = [srkit('1'), srkit('')];
  const theirs = python
    ? runJson<BackendTimes>(python, [path('./pytorch.py'), JSON.stringify(one)])
    : undefined;
  const time = median(all.seconds);
  return [
    caseName(one),
    `${seconds(median(alone.seconds))} s`,
    `${seconds(time)} s`,
    `${((time / one.side ** 2) * 1e6).toFixed(0)} us`,
    megabytes(all.peakBytes),
    theirs ? `${seconds(median(theirs.seconds))} s` : '-',
    theirs ? megabytes(theirs.peakBytes) : '-',
    theirs ? (time / median(theirs.seconds)).toFixed(2) : '-',
  ];
};

const networksTable = (cases: readonly BackendCase[]): string => {
  const python = findPython('torch');
  if (!python) console.error('No Python has torch (Debian: python3-torch). It is NOT measured.');
  const rows = cases.map((one) => {
    console.error(`${caseName(one)}...`);
    return networkRow(one, python);
  });
  const header = [
    '',
    '1 thread',
    'all threads',
    'per pixel',
    'peak',
    'PyTorch',
    'peak',
    'all threads / PyTorch',
  ];
  return table(header, rows);
};

const stockTable = (): string => {
  const rows = Object.keys(STOCK_MODELS).map((model) => {
    console.error(`${STOCK} ${model}...`);
    const [ours, stock] = ['srkit-wasm', 'wasm'].map((backend) =>
      runChild<BackendTimes>('./stock-model-child.ts', [backend, model]),
    ) as [BackendTimes, BackendTimes];
    return [
      `${STOCK} ${model}, 4 x 224x224`,
      `${seconds(median(ours.seconds))} s`,
      megabytes(ours.peakBytes),
      `${seconds(median(stock.seconds))} s`,
      megabytes(stock.peakBytes),
      (median(stock.seconds) / median(ours.seconds)).toFixed(1),
    ];
  });
  return table(['', 'srkit-wasm', 'peak', 'tfjs-wasm', 'peak', 'tfjs-wasm / srkit-wasm'], rows);
};

const peakTable = (): string => {
  console.error(`${INNER_LOOP}...`);
  const { build, multiplyAdd, product } = runChild<Peak>('./peak-child.ts', []);
  const share = `${((100 * product) / multiplyAdd).toFixed(0)} %`;
  const row = [`${INNER_LOOP}, ${build}`, multiplyAdd.toFixed(1), product.toFixed(1), share];
  return table(['GFLOP/s of one core', 'multiply-adds', 'matrix products', 'share'], [row]);
};

/** `npm run bench -- backend`. */
export const benchBackend = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({ args, options: { only: { type: 'string', default: '' } } });
  const { only } = values;
  const machine = describeMachine();
  const tables: string[] = [];
  if (INNER_LOOP.includes(only)) tables.push(peakTable());
  tables.push(...(await peerTables(only)));
  const cases = BACKEND_CASES.filter((each) => caseName(each).includes(only));
  if (cases.length > 0) tables.push(networksTable(cases));
  if (STOCK.includes(only)) tables.push(stockTable());
  console.log([machineLines(machine).join('\n'), ...tables].join('\n\n'));
  return 0;
};
