import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveSafetensors } from '@srkit/checkpoints';
import { type ContrastiveSample, drawOf, openDataset, openLoader } from '@srkit/datasets';
import { writeImage } from '@srkit/image';
import { correspondences } from '@srkit/losses';
import { type ContrasExtractorSep, loadNetwork, type Widths } from '@srkit/models';
import {
  cutPhotos,
  loaderBatches,
  type Photo,
  type RecipeInput,
  type RecipeKind,
  stackPictures,
  Trainer,
  warpedBatch,
} from '@srkit/training';
import { openRunFolder } from '@srkit/training/node';
import { argMax, matMul, reshape, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { drawSheet, type Panel } from '../sheet/draw-sheet';
import { type AblationRequest, type AblationResult, verdictOf } from './ablation-result';
import { drawMatches, type Match } from './draw-matches';
import { extractorsAlike, NARROW } from './extractors-alike';

/** Of the pictures that are warped; the paper's have 160. */
const SIDE = 96;
const BATCH = 4;
/** Each held-out piece is warped so often. */
const DRAWS = 3;
/** A match so many cells of four pixels beside the right one counts as right. */
const RADIUS = 1;
/** Shares of matches below it are not told from chance, in percent. */
const LEAST_SHARE = 0.5;
const ROWS = 4;
/** Smaller than the paper's 1e-3, whose extractors start from ImageNet's. */
const LEARNING_RATE = 1e-4;

const TEACHER = 'teacher, sees the sharp picture';
const DISTILLED = 'student, with distillation';
const ALONE = 'student, without distillation';

export interface DistillationRequest extends AblationRequest {
  readonly photos: readonly Photo[];
  /** Extractors that the teacher and both students start from, in place of random weights that are the same in both. */
  readonly extractor?: string | undefined;
  /** torchvision's VGG16, from which they start in the paper. */
  readonly vgg16?: string | undefined;
}

/** Matches every cell of a picture whose place in its warped copy is known. */
const matchesOf = async (
  { image1, image2 }: ContrasExtractorSep,
  sample: ContrastiveSample,
  sees: 'gt' | 'up',
): Promise<Match[]> => {
  const { positions, ...batch } = warpedBatch([sample]);
  const columns = positions.shape[2];
  const { first, second } = correspondences(positions, 0);
  const best = tidy(() => {
    const query = image1.denseFeatures(stackPictures([sample[sees]]));
    const key = image2.denseFeatures(batch.warped);
    const rows = (x: Tensor4D) => reshape(x, [x.shape[1] * x.shape[2], x.shape[3]]);
    // The length of the query changes nothing of what is nearest.
    const unit = rows(key);
    const length = unit.square().sum(1, true).sqrt().maximum(1e-12);
    return argMax(matMul(rows(query), unit.div(length), false, true), 1);
  });
  for (const tensor of Object.values(batch)) tensor.dispose();
  const all = await best.data().finally(() => best.dispose());
  return [...first].map((cell, i) => {
    const [found, wanted] = [all[cell]!, second[i]!];
    const across = Math.abs((found % columns) - (wanted % columns));
    const down = Math.abs(Math.floor(found / columns) - Math.floor(wanted / columns));
    return { cell, right: Math.max(across, down) <= RADIUS };
  });
};

/** Of the extractors in a file. */
const widthsOf = async (path: string): Promise<Widths> => {
  const { network, dispose } = await loadNetwork(path, { as: 'ContrasExtractorSep' });
  try {
    return network.config.widths;
  } finally {
    dispose();
  }
};

/** Writes narrow extractors of random weights. */
const writeStart = async (path: string, seed: number): Promise<string> => {
  const extractors = await extractorsAlike(seed, NARROW);
  try {
    await saveSafetensors(path, await extractors.stateDict());
    return path;
  } finally {
    extractors.dispose();
  }
};

/** C2-Matching's stages 1 and 2 (sections 3.2 and 3.3) on pieces of photos; the student once with and once without its teacher. */
export const runDistillation = async (request: DistillationRequest): Promise<AblationResult> => {
  const { photos, iterations, seed, crop = SIDE, signal, extractor, vgg16, onNote, onIteration } = request;
  const patches = await cutPhotos(photos, { side: crop, seed, signal });
  for (const note of patches.notes) onNote(note);
  const work = await mkdtemp(join(tmpdir(), 'srkit-ablate-'));
  try {
    for (const [kind, pieces] of [
      ['train', patches.training],
      ['test', patches.heldOut],
    ] as const) {
      await mkdir(join(work, kind, 'input'), { recursive: true });
      for (const [i, { picture }] of pieces.entries())
        await writeImage(join(work, kind, 'input', `${String(i).padStart(5, '0')}.png`), picture, {
          format: 'png',
        });
    }
    const tests = await openDataset({ type: 'contrastive', root: join(work, 'test'), gtSize: crop });
    const samples: ContrastiveSample[] = [];
    for (let draw = 0; draw < DRAWS; draw++)
      for (let i = 0; i < tests.length; i++)
        samples.push((await tests.sample(i, drawOf(seed + 1000 * (draw + 1) + i))) as ContrastiveSample);
    await tests.close();

    const start =
      extractor ??
      (vgg16 === undefined ? await writeStart(join(work, 'start.safetensors'), seed) : undefined);
    const widths =
      extractor !== undefined ? await widthsOf(extractor) : vgg16 === undefined ? NARROW : undefined;
    const shared = {
      scale: 4,
      seed,
      totalIter: iterations,
      saveEvery: iterations,
      optimG: { lr: LEARNING_RATE },
      ...(start !== undefined && { pretrainG: { path: start } }),
      ...(widths && { widths: [widths[0], widths[1], widths[2]] as [number, number, number] }),
      ...(vgg16 !== undefined && { vgg16 }),
    };
    const train = async <T>(
      variant: string,
      recipe: RecipeInput,
      then: (network: ContrasExtractorSep) => Promise<T>,
    ): Promise<T> => {
      const data = loaderBatches(
        (from) =>
          openLoader(
            { type: 'contrastive', root: join(work, 'train'), gtSize: crop },
            { batchSize: BATCH, seed, enlarge: 1000, workers: 1, from },
          ),
        warpedBatch as never,
      );
      const folder = await openRunFolder(join(work, variant));
      const trainer = new Trainer<RecipeKind>(recipe as never, {
        data: data as never,
        folder,
        signal,
        onNote,
      });
      try {
        for await (const { iteration } of trainer) onIteration(variant, iteration / iterations);
        signal.throwIfAborted();
        return await then(trainer.result as ContrasExtractorSep);
      } finally {
        trainer.dispose();
        await data.dispose?.();
        await folder.close();
      }
    };
    const matchAll = (sees: 'gt' | 'up') => async (network: ContrasExtractorSep) => {
      const all: Match[][] = [];
      for (const sample of samples) all.push(await matchesOf(network, sample, sees));
      return all;
    };
    const teacherPath = join(work, TEACHER, 'models/net_g_latest.safetensors');
    const student = { ...shared, kind: 'contrastive-student', teacher: { path: teacherPath } } as const;
    const results = [
      {
        variant: TEACHER,
        matches: await train(TEACHER, { ...shared, kind: 'contrastive-teacher' }, matchAll('gt')),
      },
      { variant: DISTILLED, matches: await train(DISTILLED, student, matchAll('up')) },
      { variant: ALONE, matches: await train(ALONE, { ...student, distillWeight: 0 }, matchAll('up')) },
    ];
    const share = (found: readonly (readonly Match[])[]): number => {
      const all = found.flat();
      return (100 * all.filter(({ right }) => right).length) / all.length;
    };
    const rows = results.map(({ variant, matches }) => ({ variant, values: [share(matches)] }));
    const panels = samples.slice(0, ROWS).flatMap((sample, i): Panel[] =>
      results.map(({ variant, matches }) => ({
        picture: drawMatches(sample, matches[i]!, variant === TEACHER ? 'gt' : 'up'),
        title: `${share([matches[i]!]).toFixed(0)} % of matches are right`,
        lines: [variant],
      })),
    );
    const difference = rows[1]!.values[0]! - rows[2]!.values[0]!;
    return {
      about: 'stage 2 with and without distillation (C2-Matching, section 3.3 and table 4)',
      iterations,
      seed,
      protocol: `right matches in percent: the nearest of all cells lies within ${RADIUS} cell of 4 pixels of the true place, in copies of ${samples.length} held-out pieces of ${crop}x${crop} under random homographies, the query reduced by 4`,
      columns: ['right matches'],
      rows,
      difference,
      verdict: verdictOf({
        withIt: DISTILLED,
        without: ALONE,
        difference,
        least: LEAST_SHARE,
        unit: 'points',
        on: 'of right matches',
      }),
      sheet: await drawSheet(panels, results.length, panels[0]!.picture),
    };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};
