import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import { existsSync, readFileSync } from 'node:fs';
import { loadStateDict, type StateDict, toFloat32 } from '@srkit/checkpoints';
import { CheckpointError, ShapeError } from '@srkit/core';
import { decodeImage } from '@srkit/image';
import {
  abs,
  div,
  max,
  memory,
  mul,
  setBackend,
  stridedSlice,
  sub,
  type Tensor4D,
  tensor4d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadModel } from '../load';
import { recogniseNetwork } from '../recognise-network';
import { EDSR } from './edsr';
import { RLFN } from './rlfn';

// Seeded weights and PyTorch's outputs of them; fixtures/make-efficient.py makes the file.
let all: StateDict;

beforeAll(async () => {
  await setBackend('srkit-wasm');
  all = await loadStateDict(new URL('../../fixtures/efficient.safetensors', import.meta.url));
});

const tensorOf = (name: string): Tensor4D => {
  const { shape } = all.get(name)!;
  const nchw = tensor4d(toFloat32(all.get(name)!), shape as [number, number, number, number]);
  return tidy(() => transpose(nchw, [0, 2, 3, 1]));
};

const stateOf = (name: string): StateDict =>
  new Map(
    [...all]
      .filter(([key]) => key.startsWith(`${name}/`) && key !== `${name}/output`)
      .map(([key, tensor]) => [key.slice(name.length + 1), { ...tensor, name: key.slice(name.length + 1) }]),
  );

const CASES = [
  ['span', 'SPAN', { numFeat: 6, numBlock: 6, numCat: 5, upscale: 2, norm: true }, 21],
  ['span-unfolded', 'SPAN', { numFeat: 4, numBlock: 2, numCat: 4, upscale: 2, norm: false }, 9],
  ['rlfn', 'RLFN', { numFeat: 6, midFeat: 8, numBlock: 3, esaFeat: 4, upscale: 3, imgRange: 255 }, 0],
  ['efdn', 'EFDN', { numFeat: 8, upscale: 2 }, 0],
  ['safmn', 'SAFMN', { numFeat: 8, numBlock: 2, ffnScale: 2, upscale: 2, form: 'paper' }, 0],
  ['safmn-ntire', 'SAFMN', { numFeat: 8, numBlock: 2, ffnScale: 2, upscale: 2, form: 'ntire' }, 0],
  ['carn', 'CARN', { numFeat: 4, groups: 1, mobile: false, upscale: 3, multiScale: false }, 21],
  ['carn-m', 'CARN', { numFeat: 8, groups: 2, mobile: true, upscale: 4, multiScale: true }, 21],
  ['edsr-basicsr', 'EDSR', { numFeat: 8, numBlock: 2, upscale: 3, resScale: 1, names: 'basicsr' }, 8],
  ['edsr-authors', 'EDSR', { numFeat: 8, numBlock: 2, upscale: 4, resScale: 1, names: 'authors' }, 8],
] as const;

describe.each(CASES)('%s', (name, architecture, config, halo) => {
  test('is recognised from its names, and computes what PyTorch does', async () => {
    const x = tensorOf('x');
    const expected = tensorOf(`${name}/output`);
    const before = memory().numTensors;
    const model = await loadModel(stateOf(name), { name });
    expect(model.architecture).toMatchObject({ name: architecture, config });
    const { network } = model;
    const y = network.forward(x);
    const rows = stridedSlice(y, [0, 0, 0, 0], y.shape, [1, 3, 1, 1]) as Tensor4D;
    expect(rows.shape).toEqual(expected.shape);
    const [given, wanted] = [rows.dataSync<'float32'>(), expected.dataSync<'float32'>()];
    const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const error = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - given[i]!)), 0);
    expect(error / largest).toBeLessThan(1e-5);
    expect(network.halo).toBe(halo === 0 ? Number.POSITIVE_INFINITY : halo);
    // The two parts of the network are the network.
    const parts = tidy(() => network.reconstruct(network.features(x), x));
    expect(parts.dataSync()).toEqual(y.dataSync());
    for (const tensor of [y, rows, parts]) tensor.dispose();
    model.dispose();
    expect(memory().numTensors).toBe(before);
    x.dispose();
    expected.dispose();
  });

  test('is told by info, and what it lacks is named', async () => {
    const state = stateOf(name);
    expect(recogniseNetwork(state)).toMatchObject({ name: architecture, config });
    const lost = [...state.keys()]
      .filter((key) => key.endsWith('.bias') || key.endsWith('act.weight'))
      .at(-1)!;
    state.delete(lost);
    // A SPAN with a part of a convolution missing cannot be folded.
    expect(() => recogniseNetwork(state)).toThrow(lost);
    await expect(loadModel(state, { name })).rejects.toThrow(lost);
  });
});

test('the ends of CARN for other scales are taken when they are asked for', async () => {
  for (const scale of [2, 3, 4] as const) {
    const model = await loadModel(stateOf('carn-m'), { scale });
    expect(model.network.scale).toBe(scale);
    model.dispose();
  }
  await expect(loadModel(stateOf('carn'), { scale: 2 })).rejects.toThrow('x3 network, scale 2');
});

/** The furthest that two results are apart, over the largest of the first. */
const apart = (a: Tensor4D, b: Tensor4D): number =>
  tidy(() => div(max(abs(sub(a, b))), max(abs(a))).dataSync<'float32'>()[0]!);

test('RLFN of samples of 0 to 1 is the same network without the range', () => {
  const state = stateOf('rlfn');
  const config = { numFeat: 6, midFeat: 8, numBlock: 3, esaFeat: 4, upscale: 3 };
  const [one, many] = [1, 255].map((imgRange) => new RLFN({ ...config, imgRange }, { deferred: true }));
  for (const network of [one!, many!]) network.loadStateDict(state);
  const x = tensorOf('x');
  const [given, expected] = tidy(() => [div(one!.forward(mul(x, 255)), 255), many!.forward(x)] as const);
  expect(apart(expected, given as Tensor4D)).toBeLessThan(1e-5);
  for (const each of [one!, many!, x, given, expected]) each.dispose();
});

test("EDSR's blocks add as much as is said, and wide ones a tenth", () => {
  const state = stateOf('edsr-basicsr');
  const half = new Map(
    [...state].map(([key, tensor]) => {
      if (!/^body\.\d+\.conv2\./.test(key)) return [key, tensor] as const;
      return [key, { ...tensor, data: toFloat32(tensor).map((value) => 2 * value) }] as const;
    }),
  );
  const config = { numFeat: 8, numBlock: 2, upscale: 3 } as const;
  const whole = new EDSR(config, { deferred: true });
  const scaled = new EDSR({ ...config, resScale: 0.5 }, { deferred: true });
  whole.loadStateDict(state);
  scaled.loadStateDict(half);
  const x = tensorOf('x');
  const [expected, given] = [whole.forward(x), scaled.forward(x)];
  expect(apart(expected, given)).toBeLessThan(1e-5);
  for (const each of [whole, scaled, x, expected, given]) each.dispose();
  expect(new EDSR({ numFeat: 256, numBlock: 1 }, { deferred: true }).config.resScale).toBe(0.1);
});

test("widths that make no network are the file's fault", async () => {
  const state = stateOf('efdn');
  const head = state.get('head.weight')!;
  state.set('head.weight', { ...head, shape: [6, 3, 3, 3], data: new Float32Array(6 * 27) });
  await expect(loadModel(state)).rejects.toThrow(CheckpointError);
  await expect(loadModel(state)).rejects.toThrow('numFeat is 6, expected a multiple of 4');
});

test.each([
  ['rlfn', 14],
  ['efdn', 14],
])('%s refuses what its attention cannot pool', async (name, side) => {
  const model = await loadModel(stateOf(name));
  const [small, enough] = [side, side + 1].map((n) => tensor4d(new Float32Array(3 * n * 40), [1, n, 40, 3]));
  expect(() => model.network.forward(small!)).toThrow(ShapeError);
  expect(() => model.network.features(small!)).toThrow(`the picture is 40x${side}`);
  const y = model.network.forward(enough!);
  for (const tensor of [small!, enough!, y]) tensor.dispose();
  model.dispose();
});

test('SAFMN takes a picture of a pixel', async () => {
  for (const name of ['safmn', 'safmn-ntire']) {
    const model = await loadModel(stateOf(name));
    const x = tensor4d([0.2, 0.5, 0.7], [1, 1, 1, 3]);
    const y = model.network.forward(x);
    expect([...y.dataSync()].every(Number.isFinite)).toBe(true);
    for (const tensor of [x, y]) tensor.dispose();
    model.dispose();
  }
});

// The published checkpoints are others' and are not in the repository.
const PUBLISHED = new URL('../../../../../shared/data/', import.meta.url);
const PICTURE = new URL('benchmarks/Set5/img_003_SRF_4_LR.png', PUBLISHED);

describe.skipIf(!existsSync(PICTURE))('published checkpoints', () => {
  test.each([
    ['span28_ntire2025_team46', 'span28', 146_328],
    ['RLFN_ntire2024_team00', 'RLFN_team00', 317_218],
    ['efdn_ntire2025_team00', 'efdn', 276_192],
    ['SAFMN_team15', 'SAFMN_team15', 237_000],
    ['carn_m', 'carn_m', 414_811],
  ])('%s gives the picture that PyTorch gives', async (file, expected, parameters) => {
    const model = await loadModel(new URL(`weights/peers/${file}.pth`, PUBLISHED));
    expect(model.network.parameterCount).toBe(parameters);
    const [lr, hr] = [
      await decodeImage(readFileSync(PICTURE)),
      await decodeImage(readFileSync(new URL(`weights/peers/expected/${expected}_img_003.png`, PUBLISHED))),
    ];
    const x = tensor4d(
      Float32Array.from(lr.data, (v) => v / 255),
      [1, lr.height, lr.width, 3],
    );
    const y = model.network.forward(x);
    const levels = y.dataSync<'float32'>().map((v) => Math.round(255 * Math.min(1, Math.max(0, v))));
    const differences = levels.map((level, i) => Math.abs(level - hr.data[i]!));
    expect(differences.reduce((a, b) => Math.max(a, b))).toBeLessThanOrEqual(1);
    expect(differences.filter((d) => d > 0).length).toBeLessThan(1e-3 * differences.length);
    x.dispose();
    y.dispose();
    model.dispose();
  });
});
