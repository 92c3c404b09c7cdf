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
/** Seconds in which all five are matched. */
const BAR_MATCHING = 180;
/** How many times as long PyTorch is to take. */
const BAR_RATIO = 3;
/** Kernels that are named in a profile. */
const NAMED = 8;

const ours = (one: RefsrCase): RefsrTimes =>
  runJson<RefsrTimes>(
    process.execPath,
    ['--import', 'tsx', path('./srkit-child.ts'), JSON.stringify(one)],
    {},
    undefined,
    'inherit',
  );

/** @param python One that has torchvision. */
const theirs = (one: RefsrCase, python: string): OpsTimes =>
  runJson<OpsTimes>(python, [path('../ops/pytorch.py'), JSON.stringify(one)]);

const percent = (part: number): string => `${Math.round(100 * part)} %`;

/** Kernels by what they are to a reader. */
const KINDS: readonly (readonly [kind: string, kernels: RegExp])[] = [
  ['convolutions', /^(Fused)?Conv2D$/],
  ['deformable convolutions', /^Srkit(DeformConv2d|DynamicAggregation)$/],
  ['matching', /^Srkit(FeatureMatch|MutualMatch|MatchCandidates|NearestKeys)$/],
];

/** What bounds a case: the kinds of kernels that take longest, and the time outside of all of them. */
const profileLine = ({ kernels, seconds: times }: RefsrTimes): string => {
  const all = times.at(-1)!;
  const inKernels = kernels.reduce((sum, [, took]) => sum + took, 0);
  const kindOf = (name: string) => KINDS.find(([, pattern]) => pattern.test(name))?.[0] ?? name;
  const kinds = new Map<string, number>();
  for (const [name, took] of kernels) kinds.set(kindOf(name), (kinds.get(kindOf(name)) ?? 0) + took);
  const longest = [...kinds].sort(([, a], [, b]) => b - a).slice(0, NAMED);
  const named = longest.map(([name, took]) => `${name} ${percent(took / all)}`);
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
  const python = findPython('torchvision');
  const machine = describeMachine();
  console.log(machineLines(machine).join('\n'));
  const rows: string[][] = [];
  const profiles: string[] = [];
  const missed: string[] = [];
  /** Of each line how much there was, over the first, and the seconds that it took. */
  const lines = new Map<string, (readonly [times: number, took: number])[]>();
  const bar = (what: string, value: number, most: number, shown: (value: number) => string): void => {
    const isMet = value <= most;
    console.log(`  ${what}: ${shown(value)}, ${isMet ? 'within' : 'MISSES'} ${shown(most)}`);
    if (!isMet) missed.push(what);
  };
  for (const one of cases) {
    const name = caseName(one);
    console.log(name);
    // What one case measures is on the paper whatever becomes of the next.
    try {
      const times = ours(one);
      const took = median(times.seconds);
      const cells = [seconds(took), seconds(times.cpuSeconds), seconds(times.matching), times.search];
      rows.push([name, 'srkit', ...cells, megabytes(times.peakBytes)]);
      const [wall, cpu, matching] = cells;
      const memory = megabytes(times.peakBytes);
      console.log(
        `  srkit ${wall} s (${cpu} s of processors), matching ${matching} s, ${times.search}, ${memory}`,
      );
      console.log(`  ${profileLine(times)}`);
      profiles.push(`${name}\n  ${profileLine(times)}`);
      lines.set(one.line, [...(lines.get(one.line) ?? []), [one.times, took]]);
      if (one.line === FULL.line) {
        bar('memory', times.peakBytes, BAR_BYTES, megabytes);
        bar('matching', times.matching, BAR_MATCHING, (value) => `${Math.round(value)} s`);
      }
      if (!one.beside || !python) continue;
      const other = theirs(one, python);
      const theirTime = median(other.seconds);
      const ratio = `${(theirTime / took).toFixed(2)} times as long`;
      rows.push(['', 'PyTorch', seconds(theirTime), '', '', ratio, megabytes(other.peakBytes)]);
      console.log(`  PyTorch ${seconds(theirTime)} s, ${ratio}, ${megabytes(other.peakBytes)}`);
      if (values.quick) continue;
      bar('seconds', took, theirTime / BAR_RATIO, seconds);
      bar('memory', times.peakBytes, other.peakBytes, megabytes);
    } catch (error) {
      const reason = (error as Error).message.split('\n').at(-1)!;
      console.log(`  FAILED: ${(error as Error).message}`);
      rows.push([name, 'failed', '', '', '', reason.slice(0, 60), '']);
      missed.push(name);
    }
  }
  if (!python) console.log('No Python has torchvision (Debian: python3-torchvision). It is NOT measured.');
  console.log(
    `\n${table(['', 'contender', 'median s', 'processor s', 'matching s', 'search', 'peak'], rows)}`,
  );
  console.log(`\nWhat takes the time:\n${profiles.join('\n')}`);
  for (const [line, points] of lines) {
    if (points.length < 2) continue;
    const [, first] = points[0]!;
    const growth = points.map(([times, took]) => `${times} : ${(took / first).toFixed(2)}`);
    console.log(`${line}, time by how much there is: ${growth.join(', ')}`);
  }
  if (missed.length > 0) console.log(`\nmissed: ${missed.join(', ')}`);
  return missed.length === 0 ? 0 : 1;
};
