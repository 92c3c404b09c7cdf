import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { OpsTimes } from '../ops/cases';
import { megabytes, seconds } from '../shared/format';
import { describeMachine, machineLines } from '../shared/machine';
import { findPython, runJson } from '../shared/run-json';
import { median } from '../shared/statistics';
import { table } from '../shared/table';
import { caseName, FULL, type RefsrCase, refsrCases } from './cases';
import type { RefsrTimes } from './srkit-child';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The memory bar: LR 500x400 with five references of 2000x1500. */
const BAR_BYTES = 3e9;
/** Kernels that are named in a profile. */
const NAMED = 8;

const ours = (one: RefsrCase): RefsrTimes => {
  console.error(`${caseName(one)}...`);
  return runJson<RefsrTimes>(process.execPath, [
    '--import',
    'tsx',
    path('./srkit-child.ts'),
    JSON.stringify(one),
  ]);
};

const theirs = (one: RefsrCase): OpsTimes | undefined => {
  const python = findPython('torchvision');
  if (python) return runJson<OpsTimes>(python, [path('../ops/pytorch.py'), JSON.stringify(one)]);
  console.error('No Python has torchvision (Debian: python3-torchvision). It is NOT measured.');
  return undefined;
};

const percent = (part: number): string => `${Math.round(100 * part)} %`;

/** What bounds a case: the kernels that take longest, and the time outside of all of them. */
const profileLine = ({ kernels, seconds: times }: RefsrTimes): string => {
  const all = times.at(-1)!;
  const inKernels = kernels.reduce((sum, [, took]) => sum + took, 0);
  const named = kernels.slice(0, NAMED).map(([name, took]) => `${name} ${percent(took / all)}`);
  return [...named, `outside of kernels ${percent((all - inKernels) / all)}`].join(', ');
};

/** `npm run bench -- refsr`. */
export const benchRefsr = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
    },
  });
  const cases = values.full
    ? [FULL]
    : refsrCases(values.quick).filter((one) => caseName(one).includes(values.only));
  const machine = describeMachine();
  const rows: string[][] = [];
  const profiles: string[] = [];
  let under = true;
  for (const one of cases) {
    const times = ours(one);
    const took = median(times.seconds);
    rows.push([
      caseName(one),
      'srkit',
      seconds(took),
      seconds(times.matching),
      times.search,
      megabytes(times.peakBytes),
    ]);
    profiles.push(`${caseName(one)}\n  ${profileLine(times)}`);
    if (one.line === FULL.line && times.peakBytes > BAR_BYTES) under = false;
    const other = one.beside ? theirs(one) : undefined;
    if (other) {
      const ratio = `${(median(other.seconds) / took).toFixed(2)} times as long`;
      rows.push(['', 'PyTorch', seconds(median(other.seconds)), '', ratio, megabytes(other.peakBytes)]);
    }
  }
  console.log(machineLines(machine).join('\n'));
  console.log(table(['', 'contender', 'median s', 'matching s', 'search', 'peak'], rows));
  console.log(`\nWhat takes the time:\n${profiles.join('\n')}`);
  if (values.full) console.log(`${under ? 'under' : 'OVER'} the bar of ${megabytes(BAR_BYTES)}`);
  return under ? 0 : 1;
};
