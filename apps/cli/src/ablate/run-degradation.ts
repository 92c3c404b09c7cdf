import type { Raster } from '@srkit/image';
import { describeProtocol, psnr } from '@srkit/metrics';
import { type Degrade, finetune, type Photo } from '@srkit/training';
import { drawSheet, type Panel } from '../sheet/draw-sheet';
import {
  type AblationRequest,
  type AblationResult,
  type AblationRow,
  mean,
  verdictOf,
} from './ablation-result';
import type { DegradationAblation } from './degradation-ablations';
import { enlarged, LEAST_PSNR, PROTOCOL, type Trial, trialsOf } from './trials';

/** Rows of a sheet. */
const ROWS = 6;

export interface PhotoAblationRequest extends AblationRequest {
  readonly photos: readonly Photo[];
  /** The model that all variants start from. */
  readonly from: string;
  readonly name: string;
  readonly degrade: Degrade;
}

/** Trains both variants from the same model, on the same photos and with the same seed, and measures them on the same damage. */
export const runDegradation = async (
  { about, variants, tests }: DegradationAblation,
  request: PhotoAblationRequest,
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
        for (const test of tests) trials = [...trials, await trialsOf(crops, test.degradation, request)];
      }
      const pictures: Raster[][] = [];
      for (const test of trials) {
        const made: Raster[] = [];
        for (const trial of test) made.push(await enlarged(tuning.network!, trial));
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
    rows.push({ variant, values });
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
  const [withIt, without] = rows as [AblationRow, AblationRow];
  const difference = withIt.values[0]! - without.values[0]!;
  return {
    about,
    iterations,
    seed,
    protocol: `PSNR in dB, ${describeProtocol(PROTOCOL)}`,
    columns: tests.map((test) => `tested on ${test.name}`),
    rows,
    difference,
    verdict: verdictOf({
      withIt: withIt.variant,
      without: without.variant,
      difference,
      least: LEAST_PSNR,
      unit: 'dB',
      on: `on '${tests[0]!.name}'`,
    }),
    sheet: await drawSheet(panels, 4, trials[0]![0]!.gt),
  };
};
