import '@srkit/backend-wasm';
import '@tensorflow/tfjs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpoint, saveSafetensors } from '@srkit/checkpoints';
import { ContrasExtractorSep, CorrespondenceGenerationArch, MRAPARestorationNet } from '@srkit/models';
import { tidyRecord } from '@srkit/nn';
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
import { DrawnPairs } from '../testing/drawn-pairs';
import { seededUniform } from './seeded-uniform';
import { swappedFeatures } from './texture-inputs';

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

/** The same, matched beforehand as the training does it. */
const matched = (position: number): BatchOf['restoration'] => {
  const batch = references(position);
  const extractor = new ContrasExtractorSep({}, { seed: 10 });
  const places = new CorrespondenceGenerationArch({ refined: true, widths: [1, 1, 1] });
  const preOffsets = batch.references.map((reference) =>
    tidyRecord(() => {
      const denseFeatures1 = extractor.image1.denseFeatures(batch.up);
      const denseFeatures2 = extractor.image2.denseFeatures(reference);
      return places.preOffsets({ denseFeatures1, denseFeatures2 }, reference, batch.up);
    }),
  );
  extractor.dispose();
  places.dispose();
  return { ...batch, preOffsets };
};

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
  // Bytes, because toEqual would look at millions of values one by one.
  const state = [...(await trainer.network(name)!.stateDict()).values()].map(({ name, data }) => ({
    name,
    bytes: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
  }));
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

/** A network that refines what a compact one enlarges, with an encoder that learns beside it. */
const compact: RecipeInput & { kind: 'restoration' } = {
  kind: 'restoration',
  networkG: {
    type: 'MRAPARestorationNet',
    ngf: 2,
    nBlocks: 1,
    groups: 1,
    safm: false,
    refWidths: [2, 3, 4],
    base: { numFeat: 2, numConv: 1, upscale: 4 },
  },
  encoder: { widths: [2, 3, 4], refined: true, lr: 1e-2 },
  totalIter: 2,
  saveEvery: 1,
  seed: 10,
};

it.each<[string, RecipeInput, (position: number) => never]>([
  ['teacher', { kind: 'contrastive-teacher', totalIter: 2, saveEvery: 1 }, warped as never],
  ['restoration with a GAN', gan, references as never],
  ['restoration with an encoder', compact, references as never],
  ['restoration where matches are known', compact, matched as never],
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

it('learns the same where matches are known as where it finds them', async () => {
  const found = await trained(compact, source(references) as BatchSource<never>);
  const known = await trained(compact, source(matched) as BatchSource<never>);
  expect(known.state).toEqual(found.state);
});

it('an encoder learns with the restoration, and what it refines stays as it is', async () => {
  const before = memory().numTensors;
  const states = async (trainer: Trainer<'restoration'>, name: string) =>
    new Map(
      [...(await trainer.network(name)!.stateDict())].map(([key, { data }]) => [key, [...data].join()]),
    );
  const trainer = new Trainer<'restoration'>(compact, { data: source(references) });
  await trainer.start();
  const first = [await states(trainer, 'net_g'), await states(trainer, 'net_e')] as const;
  await trainer.run();
  const last = [await states(trainer, 'net_g'), await states(trainer, 'net_e')] as const;
  trainer.dispose();
  const changed = [0, 1].map((i) => [...first[i]!].filter(([name, data]) => last[i]!.get(name) !== data));
  const names = changed.map((entries) => entries.map(([name]) => name));
  expect(names[0]!.filter((name) => name.startsWith('base.'))).toEqual([]);
  expect(names[0]).toContain('dyn_agg_restore.tail_large.2.weight');
  for (const layer of ['conv1_1', 'conv2_1', 'conv3_1'])
    expect(names[1]).toContain(`vgg.vgg_net.${layer}.weight`);
  expect(names[1]!.filter((name) => /mean|std|refined/.test(name))).toEqual([]);
  expect(memory().numTensors).toBe(before);
});

it('features of a reference are swapped to where the target finds its content', async () => {
  // The target's content lies two rows below and one column to the right in the reference.
  const [h, w] = [6, 5];
  const feature = (y: number, x: number, c: number): number => 100 * y + 10 * x + c;
  const reference = tensor4d(
    Float32Array.from({ length: (h + 2) * (w + 1) * 2 }, (_, i) =>
      feature(Math.floor(i / 2 / (w + 1)), (i >> 1) % (w + 1), i % 2),
    ),
    [1, h + 2, w + 1, 2],
  );
  const preOffset = tensor4d(
    Float32Array.from({ length: h * w * 18 }, (_, i) => (i % 2 === 0 ? 2 : 1)),
    [1, h, w, 18],
  );
  const before = memory().numTensors;
  const swapped = swappedFeatures(reference, preOffset);
  const values = await swapped.data();
  for (const [i, value] of values.entries())
    expect(value).toBeCloseTo(feature(Math.floor(i / 2 / w) + 2, ((i >> 1) % w) + 1, i % 2), 3);
  swapped.dispose();
  expect(memory().numTensors).toBe(before);
  for (const tensor of [reference, preOffset]) tensor.dispose();
});

it('learns from texture of the one reference, and says where there are more', async () => {
  const before = memory().numTensors;
  const textured = { ...gan, texture: { weight: 1e9 } };
  const { steps, state } = await trained(textured, source(references) as BatchSource<never>);
  expect(steps[0]!.losses).not.toHaveProperty('l_g_texture');
  expect(steps[1]!.losses!['l_g_texture']).toBeGreaterThan(0);
  const plain = await trained(gan, source(references) as BatchSource<never>);
  expect(state).not.toEqual(plain.state);
  const two = (position: number) => {
    const { references: one, ...batch } = references(position);
    return { ...batch, references: [...one, picture(2, 32, position, 5)] };
  };
  const many = {
    ...textured,
    networkG: { ...gan.networkG, type: 'MRAPARestorationNet', fusion: 'paper', safm: false },
    netGPretrainSteps: 0,
  };
  const trainer = new Trainer<'restoration'>(many, { data: source(two) });
  await expect(trainer.run()).rejects.toThrow(/a batch has 2 references, the texture loss knows one/);
  trainer.dispose();
  expect(memory().numTensors).toBe(before);
});

it('takes references by number at random, and leaves parts of the fusion out', async () => {
  const counts = new Set<number>();
  const five = (position: number): BatchOf['restoration'] => ({
    ...references(position),
    references: [4, 5, 6].map((kind) => picture(2, 32, position, kind)),
  });
  const network = new MRAPARestorationNet({
    ngf: 2,
    nBlocks: 1,
    groups: 1,
    fusion: 'paper',
    refWidths: [2, 2, 2],
    safm: false,
  });
  const forward = network.forward.bind(network);
  network.forward = (x, preOffsets, features) => {
    counts.add(preOffsets.length);
    return forward(x, preOffsets, features);
  };
  const trainer = new Trainer<'restoration'>(
    {
      kind: 'restoration',
      randomReferences: true,
      encoder: { widths: [2, 2, 2] },
      totalIter: 8,
      saveEvery: 100,
      logEvery: 100,
    },
    { data: source(five), parts: { generator: () => network } },
  );
  await trainer.run();
  trainer.dispose();
  expect([...counts].sort()).toEqual([1, 2, 3]);
  const parted = {
    ...gan,
    networkG: {
      ...gan.networkG,
      type: 'MRAPARestorationNet',
      refWidths: [2, 2, 2],
      mam: false,
      safm: false,
    },
    encoder: { widths: [2, 2, 2] as [number, number, number] },
  };
  const { state } = await trained(parted, source(five) as BatchSource<never>);
  expect(state.filter(({ name }) => /conv_emb|spatial_attn/.test(name))).toEqual([]);
});

it("compares features of C2-Matching's extractor where there is no VGG19, and says so", async () => {
  const path = join(folder, 'extractor.safetensors');
  const extractor = new ContrasExtractorSep({}, { seed: 3 });
  await saveSafetensors(path, await extractor.stateDict());
  extractor.dispose();
  const before = memory().numTensors;
  const files = new Map<string, Uint8Array>();
  const notes: string[] = [];
  const recipe = (layerWeights: Record<string, number>) => ({
    kind: 'realesrnet' as const,
    networkG: { type: 'SRVGGNetCompact', numFeat: 2, numConv: 1 },
    perceptual: { contrastive: path, layerWeights },
    totalIter: 1,
  });
  const trainer = new Trainer(recipe({ conv1_2: 0.1, conv3_1: 1 }), {
    data: new DrawnPairs(1, 8),
    folder: memoryRunFolder(files),
    onNote: (note) => notes.push(note),
  });
  for await (const { losses } of trainer) expect(losses!['l_percep']).toBeGreaterThan(0);
  trainer.dispose();
  expect(notes).toEqual([expect.stringMatching(/C2-Matching's extractor \(.*\), not of vgg19/)]);
  const model = await openCheckpoint(files.get('models/net_g_latest.safetensors')!);
  await model.close();
  expect(model.metadata['notes']).toBe(notes[0]);
  const deep = new Trainer(recipe({ conv5_4: 1 }), { data: new DrawnPairs(1, 8) });
  await expect(deep.start()).rejects.toThrow(/'conv5_4', which C2-Matching's extractor has not/);
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
  const teacher = new ContrasExtractorSep({}, { seed: 3 });
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
