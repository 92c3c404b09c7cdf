import { type DegradationRecipe, sample } from '@srkit/degradation';
import type { Raster } from '@srkit/image';
import { describeProtocol, psnr } from '@srkit/metrics';
import { tensorToRaster } from '@srkit/ops';
import { type Degrade, type Finetuning, finetune, type Photo, stackPictures } from '@srkit/training';
import { clipByValue, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { drawSheet, type Panel } from '../sheet/draw-sheet';
import type { Ablation, NamedProcess } from './ablations';

/** Each held-out crop is degraded so often, with other seeds: a process has many kinds of damage. */
const DRAWS = 4;
/** Rows of a sheet. */
const ROWS = 6;
const PROTOCOL = { channel: 'y', luma: 'studio', crop: 4, round: true } as const;
/** Differences below it are not told from chance, in dB. */
const LEAST_DIFFERENCE = 0.02;

export interface AblationRequest {
  readonly photos: readonly Photo[];
  readonly from: string;
  readonly name: string;
  readonly iterations: number;
  readonly seed: number;
  readonly crop: number;
  readonly degrade: Degrade;
  readonly signal: AbortSignal;
  readonly onNote: (note: string) => void;
  readonly onIteration: (variant: string, done: number) => void;
}

/** Mean PSNR in dB of a variant (or of the start) on each test. */
export interface AblationRow {
  readonly variant: string;
  readonly psnr: readonly number[];
}

export interface AblationResult {
  readonly about: string;
  readonly iterations: number;
  readonly seed: number;
  readonly protocol: string;
  readonly tests: readonly string[];
  readonly rows: readonly AblationRow[];
  /** In dB, on the first test. */
  readonly difference: number;
  readonly verdict: string;
  readonly sheet: Raster;
}

interface Trial {
  readonly gt: Raster;
  readonly lq: Raster;
}

const enlarged = async (network: Finetuning['network'], { lq }: Trial): Promise<Raster> => {
  const output = tidy(() => clipByValue(network!.forward(stackPictures([lq])), 0, 1) as Tensor4D);
  try {
    return await tensorToRaster(output);
  } finally {
    output.dispose();
  }
};

/** The same damaged crops for all variants. */
const trialsOf = async (
  crops: readonly Raster[],
  { degradation }: NamedProcess,
  { seed, degrade, signal }: AblationRequest,
): Promise<Trial[]> => {
  const trials: Trial[] = [];
  for (let draw = 0; draw < DRAWS; draw++)
    for (const [i, gt] of crops.entries()) {
      const shape = [gt.height, gt.width, 3];
      const recipe: DegradationRecipe = sample(degradation, (seed + 1000 * (draw + 1) + i) >>> 0, shape);
      trials.push({ gt, lq: (await degrade(gt, recipe, { signal })).lq });
    }
  return trials;
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** What the numbers say, and what they do not. */
export const verdictOf = (
  [withIt, without]: readonly [NamedProcess, NamedProcess],
  test: NamedProcess,
  difference: number,
): string => {
  const by = `${Math.abs(difference).toFixed(2)} dB on '${test.name}'`;
  if (Math.abs(difference) < LEAST_DIFFERENCE) return `no difference at this scale: ${by}`;
  return difference > 0
    ? `agrees with the paper: '${withIt.name}' is better by ${by}`
    : `does not agree with the paper: '${without.name}' is better by ${by}`;
};

/** Trains both variants from the same model, on the same photos and with the same seed, and measures them on the same damage. */
export const runAblation = async (
  { about, variants, tests }: Ablation,
  request: AblationRequest,
): Promise<AblationResult> => {
  const { photos, from, name, iterations, seed, crop, degrade, signal, onNote, onIteration } = request;
  const results: { readonly variant: string; readonly pictures: readonly (readonly Raster[])[] }[] = [];
  let trials: Trial[][] = [];
  for (const { name: variant, degradation } of variants) {
    const tuning = finetune(photos, {
      from,
      name,
      degradation,
      degrade,
      iterations,
      seed,
      cropSize: crop,
      signal,
      onNote: results.length === 0 ? onNote : undefined,
    });
    try {
      for await (const { iteration } of tuning) onIteration(variant, iteration / iterations);
      signal.throwIfAborted();
      if (trials.length === 0) {
        const crops = (await tuning.outcome()).crops.map(({ gt }) => gt);
        for (const test of tests) trials = [...trials, await trialsOf(crops, test, request)];
      }
      const pictures: Raster[][] = [];
      for (const test of trials) {
        const made: Raster[] = [];
        for (const trial of test) made.push(await enlarged(tuning.network, trial));
        pictures.push(made);
      }
      results.push({ variant, pictures });
    } finally {
      await tuning.dispose();
    }
  }
  const rows: AblationRow[] = [];
  for (const { variant, pictures } of results) {
    const values: number[] = [];
    for (const [t, made] of pictures.entries()) {
      const each: number[] = [];
      for (const [i, picture] of made.entries()) each.push(await psnr(picture, trials[t]![i]!.gt, PROTOCOL));
      values.push(mean(each));
    }
    rows.push({ variant, psnr: values });
  }
  const panels = trials[0]!
    .slice(0, ROWS)
    .flatMap(({ lq, gt }, i): Panel[] => [
      { picture: lq, title: `LQ, ${lq.width}x${lq.height}`, lines: [tests[0]!.name] },
      ...results.map(
        ({ variant, pictures }): Panel => ({ picture: pictures[0]![i]!, title: 'trained', lines: [variant] }),
      ),
      { picture: gt, title: 'ground truth', lines: ['held out'] },
    ]);
  const difference = rows[0]!.psnr[0]! - rows[1]!.psnr[0]!;
  return {
    about,
    iterations,
    seed,
    protocol: `PSNR, ${describeProtocol(PROTOCOL)}`,
    tests: tests.map((test) => test.name),
    rows,
    difference,
    verdict: verdictOf(variants, tests[0]!, difference),
    sheet: await drawSheet(panels, 4, trials[0]![0]!.gt),
  };
};

/** The result as a table of Markdown. */
export const ablationTable = ({
  about,
  tests,
  rows,
  iterations,
  seed,
  protocol,
  verdict,
}: AblationResult): string =>
  [
    `${about}; ${iterations} iterations, seed ${seed}; ${protocol}`,
    '',
    `| trained on | ${tests.map((test) => `tested on ${test}`).join(' | ')} |`,
    `| --- |${' --- |'.repeat(tests.length)}`,
    ...rows.map(
      ({ variant, psnr: values }) => `| ${variant} | ${values.map((v) => v.toFixed(2)).join(' | ')} |`,
    ),
    '',
    verdict,
    '',
  ].join('\n');
