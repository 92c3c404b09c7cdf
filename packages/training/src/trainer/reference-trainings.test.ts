import '@srkit/backend-wasm';
import '@tensorflow/tfjs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveSafetensors } from '@srkit/checkpoints';
import { ContrasExtractorSep } from '@srkit/models';
import { memory, setBackend, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type BatchOf,
  type BatchSource,
  memoryRunFolder,
  type RecipeInput,
  type TrainedStep,
  Trainer,
  warpedBatch,
} from '..';
import { seededUniform } from './seeded-uniform';

const picture = (n: number, side: number, ...seed: number[]): Tensor4D =>
  tensor4d(
    Float32Array.from({ length: n * side * side * 3 }, (_, i) => seededUniform(i, ...seed)),
    [n, side, side, 3],
  );

const source = <Batch>(draw: (position: number) => Batch): BatchSource<Batch> => {
  let position = 0;
  return {
    next: async () => draw(++position),
    state: () => position,
    resume: (state) => {
      position = state as number;
    },
  };
};

const SIDE = 72;

/** A picture, and the same moved by a cell. */
const warped = (position: number) => {
  const data = Float32Array.from({ length: SIDE * SIDE * 3 }, (_, i) => seededUniform(i, position));
  const moved = Float32Array.from(data, (_, i) => data[(i + 12) % data.length]!);
  const positions = Float64Array.from({ length: SIDE * SIDE * 2 }, (_, i) =>
    i % 2 === 0 ? ((i >> 1) % SIDE) - 4 : Math.floor((i >> 1) / SIDE),
  );
  const float = (values: Float32Array) => ({ width: SIDE, height: SIDE, channels: 3 as const, data: values });
  const eight = {
    width: SIDE,
    height: SIDE,
    channels: 3 as const,
    data: Uint8Array.from(data, (v) => 255 * v),
  };
  const sample = { gt: float(data), warped: float(moved), up: eight, positions };
  return warpedBatch([sample as unknown as Parameters<typeof warpedBatch>[0][number]]);
};

const references = (position: number): BatchOf['restoration'] => ({
  lq: picture(2, 8, position, 1),
  up: picture(2, 32, position, 2),
  gt: picture(2, 32, position, 3),
  references: [picture(2, 32, position, 4)],
});

let folder: string;
beforeAll(async () => {
  await setBackend('srkit-wasm');
  folder = await mkdtemp(join(tmpdir(), 'srkit-references-'));
});
afterAll(() => rm(folder, { recursive: true }));

const trained = async (
  recipe: RecipeInput,
  data: BatchSource<never>,
  files?: Map<string, Uint8Array>,
  until = 99,
) => {
  const options = { data, folder: files && memoryRunFolder(files) };
  const trainer = new Trainer(recipe, options as unknown as ConstructorParameters<typeof Trainer>[1]);
  const steps: TrainedStep[] = [];
  for await (const step of trainer) {
    steps.push(step);
    if (step.iteration === until) break;
  }
  const name = recipe.kind === 'contrastive-student' ? 'net_student' : 'net_g';
  const state = [...(await trainer.network(name)!.stateDict()).values()];
  trainer.dispose();
  return { steps, state };
};

const gan = {
  kind: 'restoration',
  networkG: { type: 'RestorationNet', ngf: 2, nBlocks: 1, groups: 1 },
  networkD: { type: 'ImageDiscriminator', ndf: 1 },
  netGPretrainSteps: 1,
  totalIter: 2,
  saveEvery: 1,
  seed: 10,
} as const;

it.each<[string, RecipeInput, (position: number) => never]>([
  ['teacher', { kind: 'contrastive-teacher', totalIter: 2, saveEvery: 1 }, warped as never],
  ['restoration with a GAN', gan, references as never],
])('%s goes on bit for bit, and leaves nothing', async (_, recipe, draw) => {
  const before = memory().numTensors;
  const whole = await trained(recipe, source(draw) as BatchSource<never>);
  const files = new Map<string, Uint8Array>();
  await trained(recipe, source(draw) as BatchSource<never>, files, 1);
  const resumed = await trained(recipe, source(draw) as BatchSource<never>, files);
  expect(resumed.steps.map(({ iteration }) => iteration)).toEqual([2]);
  expect(resumed.state).toEqual(whole.state);
  expect(resumed.steps[0]!.losses).toEqual(whole.steps[1]!.losses);
  expect(memory().numTensors).toBe(before);
});

it('logs what each part of a GAN with references learns from', async () => {
  const { steps } = await trained(gan, source(references) as BatchSource<never>);
  expect(Object.keys(steps[0]!.losses!).sort()).toEqual(['grad_norm_g', 'l_g_pix']);
  expect(Object.keys(steps[1]!.losses!).sort()).toEqual(
    [
      'grad_norm_d',
      'grad_norm_g',
      'l_d_fake',
      'l_d_real',
      'l_g_gan',
      'l_g_pix',
      'l_grad_penalty',
      'out_d_fake',
      'out_d_real',
    ].sort(),
  );
  expect(steps[1]!.learningRates).toEqual({ net_g: 1e-4, net_d: 1e-4 });
});

it('a student learns from the teacher that stage 1 left', async () => {
  const path = join(folder, 'teacher.safetensors');
  const teacher = new ContrasExtractorSep({ seed: 3 });
  await saveSafetensors(path, await teacher.stateDict());
  teacher.dispose();
  const recipe = { kind: 'contrastive-student', totalIter: 2, teacher: { path } } as const;
  const { steps } = await trained(recipe, source(warped) as BatchSource<never>);
  expect(Object.keys(steps[0]!.losses!).sort()).toEqual([
    'distill_loss',
    'grad_norm_g',
    'loss',
    'neg_dist',
    'pos_dist',
  ]);
  expect(steps[0]!.losses!['distill_loss']).toBeGreaterThan(0);
});
