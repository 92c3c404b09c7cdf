import '@srkit/backend-wasm';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLoader } from '@srkit/datasets';
import { degradationOptions } from '@srkit/degradation';
import { writeImage } from '@srkit/image';
import {
  type BatchSource,
  loaderBatches,
  type PairBatch,
  pairBatch,
  type RecipeInput,
  Trainer,
} from '@srkit/training';
import '@tensorflow/tfjs';
import { memory, randomUniform, setBackend, Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { drawPicture } from '../shared/draw-picture';
import { peakMemory } from '../shared/peak-memory.mjs';
import {
  type Job,
  type LoaderCase,
  type MemoryCase,
  type MemoryGrowth,
  type TrainCase,
  type TrainerTimes,
  WARM_UP,
} from './cases';

/** Bounds of every training of the bench: nothing is saved or validated. */
const NEVER = 2 ** 31 - 1;
const SHARED = { totalIter: NEVER, saveEvery: NEVER, validateEvery: NEVER, logEvery: NEVER } as const;

const random = (seed: number, ...shape: [number, number, number, number]): Tensor4D =>
  randomUniform(shape, 0, 1, 'float32', seed) as Tensor4D;

/** The same batch again and again. */
const constant = <Batch extends object>(batch: Batch): BatchSource<Batch> => {
  const copy = (value: unknown): unknown => {
    if (value instanceof Tensor) return value.clone();
    return Array.isArray(value) ? value.map(copy) : value;
  };
  return {
    next: async () => Object.fromEntries(Object.entries(batch).map(([k, v]) => [k, copy(v)])) as Batch,
    state: () => null,
    resume: () => undefined,
  };
};

const pairs = ({ side, batch }: TrainCase): PairBatch => ({
  lq: random(1, batch, side, side, 3),
  gt: random(2, batch, 4 * side, 4 * side, 3),
});

/** Cells of an extractor along a side, and where each one went: two cells to the right. */
const CELL = 4;
const SHIFT = 8;

const warped = ({ side, batch }: TrainCase) => {
  const cells = side / CELL;
  const values = new Float64Array(batch * cells * cells * 2);
  for (let i = 0; i < values.length; i += 2) {
    const cell = (i / 2) % (cells * cells);
    values[i] = CELL * (cell % cells) + SHIFT;
    values[i + 1] = CELL * Math.floor(cell / cells);
  }
  return {
    image: random(1, batch, side, side, 3),
    up: random(2, batch, side, side, 3),
    warped: random(3, batch, side, side, 3),
    positions: { shape: [batch, cells, cells, 2] as const, values },
  };
};

const referenceGroup = (one: Extract<TrainCase, { kind: 'mrefsr' }>) => {
  const { side, batch, references } = one;
  const big = (seed: number): Tensor4D => random(seed, batch, 4 * side, 4 * side, 3);
  return {
    lq: random(1, batch, side, side, 3),
    up: big(2),
    gt: big(3),
    references: Array.from({ length: references }, (_, i) => big(4 + i)),
  };
};

/** The training of a case, as `Trainer` runs it. */
const recipeOf = (one: TrainCase): RecipeInput => {
  switch (one.kind) {
    case 'esrnet':
      return {
        ...SHARED,
        kind: 'realesrnet',
        networkG: { type: 'RRDBNet', numBlock: one.blocks },
        recompute: one.recompute ?? false,
      };
    case 'gan':
      return {
        ...SHARED,
        kind: 'realesrgan',
        networkG: { type: 'RRDBNet', numBlock: one.blocks },
        // VGG19 is PyTorch's weights or nothing; and sharpening belongs to the data.
        perceptual: null,
        l1GtUsm: false,
        percepGtUsm: false,
      };
    case 'compact':
      return {
        ...SHARED,
        kind: 'realesrnet',
        networkG: { type: 'SRVGGNetCompact', numFeat: one.feat, numConv: one.convs },
      };
    case 'mrefsr':
      return {
        ...SHARED,
        kind: 'restoration',
        networkG: { type: 'MRAPARestorationNet', ngf: one.feat, nBlocks: one.blocks },
      };
    case 'contrastive':
      return { ...SHARED, kind: 'contrastive-teacher' };
  }
};

const batchOf = (one: TrainCase): object =>
  one.kind === 'mrefsr' ? referenceGroup(one) : one.kind === 'contrastive' ? warped(one) : pairs(one);

/** Steps through `Trainer`, the first ones not counted. */
const run = async (one: TrainCase, data: BatchSource<never>, warmUp = WARM_UP): Promise<TrainerTimes> => {
  const trainer = new Trainer(recipeOf(one) as never, { data });
  const times: { data: number; total: number }[] = [];
  let start = 0;
  for await (const { iteration, seconds } of trainer) {
    if (iteration === 1) start = performance.now() / 1000 - seconds.step;
    if (iteration > warmUp) times.push(seconds);
    if (times.length === one.steps) break;
  }
  trainer.dispose();
  await data.dispose?.();
  const sum = (key: 'data' | 'total'): number => times.reduce((all, each) => all + each[key], 0);
  return {
    seconds: times.map(({ total }) => total),
    idle: sum('data') / sum('total'),
    start,
    peakBytes: peakMemory(),
    version: `Node ${process.version}`,
  };
};

/** Batches that are prefetched before the first step. */
const PREFETCHED = 2;

const withLoader = async (one: LoaderCase): Promise<TrainerTimes> => {
  let drawn: string | undefined;
  if (one.pictures === undefined) {
    drawn = await mkdtemp(join(tmpdir(), 'srkit-bench-train-'));
    for (let i = 0; i < 8; i++)
      await writeImage(join(drawn, `${i}.png`), drawPicture(481 + i, 401), { format: 'png' });
  }
  try {
    const data = loaderBatches(
      (from) =>
        openLoader(
          {
            type: 'degraded',
            root: one.pictures ?? drawn!,
            degradation: degradationOptions('realesrgan-x4plus', { gtSize: 4 * one.side }),
          },
          { batchSize: one.batch, enlarge: 100, from },
        ),
      pairBatch,
    );
    // What was made ahead before the first step would flatter.
    return await run(one, data as BatchSource<never>, WARM_UP + PREFETCHED);
  } finally {
    if (drawn !== undefined) await rm(drawn, { recursive: true, force: true });
  }
};

/** A small training for long. */
const growth = async ({ steps }: MemoryCase): Promise<MemoryGrowth> => {
  const one: TrainCase = { kind: 'gan', blocks: 1, side: 8, batch: 1, steps };
  const recipe = {
    ...recipeOf(one),
    networkG: { type: 'SRVGGNetCompact', numFeat: 8, numConv: 2 },
    networkD: { type: 'UNetDiscriminatorSN', numFeat: 4 },
  };
  const trainer = new Trainer(recipe as never, { data: constant(pairs(one)) as BatchSource<never> });
  let early = { bytes: 0, tensors: 0 };
  const now = () => ({ bytes: process.memoryUsage.rss(), tensors: memory().numTensors });
  for await (const { iteration } of trainer) {
    if (iteration === Math.ceil(steps / 10)) early = now();
    if (iteration === steps) break;
  }
  const late = now();
  trainer.dispose();
  return {
    early: early.bytes,
    late: late.bytes,
    earlyTensors: early.tensors,
    lateTensors: late.tensors,
    steps,
  };
};

const { what, one } = JSON.parse(process.argv[2]!) as Job;
await setBackend('srkit-wasm');
const result =
  what === 'steps'
    ? await run(one, constant(batchOf(one)) as BatchSource<never>)
    : what === 'loader'
      ? await withLoader(one)
      : await growth(one);
console.log(JSON.stringify(result));
