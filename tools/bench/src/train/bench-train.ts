import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from '../../../../scripts/quick-build.mjs';
import type { Figure } from '../figures/figure';
import { terminalTable } from '../figures/figures-table';
import { ROOT, userPath } from '../shared/folders';
import { megabytes, seconds } from '../shared/format';
import { describeMachine, machineLines } from '../shared/machine';
import { findPython, runJson } from '../shared/run-json';
import { median } from '../shared/statistics';
import {
  caseName,
  type Job,
  loaderCases,
  type MemoryGrowth,
  recomputeCase,
  type TrainerTimes,
  type TrainTimes,
  trainCases,
} from './cases';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The program of our processes, as JavaScript: threads run nothing else. Returns what runs a job in it. */
const builtChild = async (): Promise<<T>(job: Job) => T> => {
  const built = join(ROOT, 'node_modules/.cache/srkit-bench-train');
  await bundle([path('./srkit-child.ts')], built);
  const child = join(built, 'dist/srkit-child.js');
  return <T>(job: Job) => runJson<T>(process.execPath, [child, JSON.stringify(job)], {}, MOST_MILLISECONDS);
};

/** What is promised: times and memory as ratios to PyTorch's. Node before 24 has no relaxed SIMD. */
const TIME_BAR = Number(process.versions.node.split('.')[0]) >= 24 ? 1.0 : 1.2;
const MEMORY_BAR = 1.3;
const IDLE_BAR = 0.03;
const START_BAR = 5;
/** Growth over many steps that counts as flat: what a garbage collector leaves lying about. */
const GROWTH_BAR = 32e6;
const MANY_STEPS = 2000;
/** A process that takes longer is ended, and counts as failed. */
const MOST_MILLISECONDS = 4 * 60_000;
/** Of RRDBNet(64,23) on 64x64, batch 4, with recomputation. */
const RECOMPUTED_BAR = 4e9;
const FEW_STEPS = 20;

/** A line that says whether a bar is kept. */
const verdict = (what: string, value: string, kept: boolean): string =>
  `${kept ? 'ok  ' : 'OVER'}  ${what}: ${value}`;

/** `npm run bench -- train`. */
export const benchTrain = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      pictures: { type: 'string' },
    },
  });
  const { quick, only } = values;
  const folder = values.pictures === undefined ? undefined : userPath(values.pictures);
  const found = folder !== undefined && existsSync(folder) ? folder : undefined;
  const machine = describeMachine();
  const python = findPython('torchvision');
  if (!python) console.error('No Python has torchvision (Debian: python3-torchvision). It is NOT measured.');
  const ours = await builtChild();
  const figures: Figure[] = [];
  const verdicts: { readonly text: string; readonly kept: boolean }[] = [];
  const judge = (what: string, value: string, kept: boolean): void => {
    const text = verdict(what, value, kept);
    verdicts.push({ text, kept });
    console.log(text);
  };
  /** One that fails does not keep the others from being measured. */
  const attempt = (name: string, measure: () => void): void => {
    console.error(`${name}...`);
    try {
      measure();
    } catch (error) {
      judge(name, `FAILED: ${error instanceof Error ? error.message : error}`, false);
    }
  };
  console.log(machineLines(machine).join('\n'));
  for (const one of trainCases(quick).filter((each) => caseName(each).includes(only))) {
    const name = caseName(one);
    attempt(name, () => {
      const mine = ours<TrainerTimes>({ what: 'steps', one });
      const theirs =
        python &&
        runJson<TrainTimes>(python, [path('./pytorch.py'), JSON.stringify(one)], {}, MOST_MILLISECONDS);
      figures.push({
        name,
        entries: [
          { contender: 'srkit', seconds: mine.seconds, peakBytes: mine.peakBytes },
          ...(theirs ? [{ contender: 'PyTorch', seconds: theirs.seconds, peakBytes: theirs.peakBytes }] : []),
        ],
      });
      if (theirs) {
        const time = median(mine.seconds) / median(theirs.seconds);
        const memory = mine.peakBytes / theirs.peakBytes;
        judge(`${name}, time`, `${time.toFixed(2)} of PyTorch's, at most ${TIME_BAR}`, time <= TIME_BAR);
        judge(
          `${name}, memory`,
          `${memory.toFixed(2)} of PyTorch's, at most ${MEMORY_BAR}`,
          memory <= MEMORY_BAR,
        );
      }
      judge(`${name}, start`, `${seconds(mine.start)} s, below ${START_BAR}`, mine.start < START_BAR);
    });
  }
  const large = recomputeCase(quick);
  const recomputed = `${caseName(large)}, recomputed`;
  if (recomputed.includes(only)) {
    attempt(recomputed, () => {
      const [again, plain] = [true, false].map((recompute) => {
        try {
          return ours<TrainerTimes>({ what: 'steps', one: { ...large, recompute } });
        } catch (error) {
          // The whole may not fit: that is what recomputation is for.
          if (recompute) throw error;
          return undefined;
        }
      });
      if (!again) return;
      if (!plain) {
        judge(
          recomputed,
          `${megabytes(again.peakBytes)}, below ${megabytes(RECOMPUTED_BAR)}; the whole does not fit`,
          again.peakBytes < RECOMPUTED_BAR,
        );
        return;
      }
      figures.push({
        name: `${caseName(large)}, whole and recomputed`,
        entries: [
          { contender: 'srkit', seconds: plain.seconds, peakBytes: plain.peakBytes },
          { contender: 'srkit, recomputed', seconds: again.seconds, peakBytes: again.peakBytes },
        ],
      });
      const cost = median(again.seconds) / median(plain.seconds);
      judge(
        recomputed,
        `${megabytes(again.peakBytes)} in place of ${megabytes(plain.peakBytes)}, below ${megabytes(RECOMPUTED_BAR)}; ${cost.toFixed(2)} of the time`,
        again.peakBytes < RECOMPUTED_BAR,
      );
    });
  }
  for (const one of loaderCases(quick, found)) {
    const name = `${caseName(one)}, degraded on the way`;
    if (!name.includes(only)) continue;
    attempt(name, () => {
      const { idle, seconds: times } = ours<TrainerTimes>({ what: 'loader', one });
      const share = `${(100 * idle).toFixed(1)} % of a step of ${seconds(median(times))} s, below ${100 * IDLE_BAR}`;
      judge(`${name}, waits for the loader`, share, idle < IDLE_BAR);
    });
  }
  if ('memory'.includes(only)) {
    const steps = quick ? FEW_STEPS : MANY_STEPS;
    attempt(`memory over ${steps} steps`, () => {
      const { early, late, earlyTensors, lateTensors } = ours<MemoryGrowth>({
        what: 'memory',
        one: { steps },
      });
      judge(
        `memory from step ${steps / 10} to ${steps}`,
        `${megabytes(early)} to ${megabytes(late)}, ${earlyTensors} to ${lateTensors} tensors`,
        late - early < GROWTH_BAR && lateTensors === earlyTensors,
      );
    });
  }
  if (figures.length > 0) console.log(terminalTable(figures));
  // Small cases are all overhead: they only show that everything runs.
  return quick || verdicts.every(({ kept }) => kept) ? 0 : 1;
};
