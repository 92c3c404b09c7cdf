import { basename, dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyStep } from '@srkit/degradation';
import { dispose, equal, type Tensor4D, tidy, where } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from './backend';
import { compare, type Tolerance } from './compare';
import { type Derived, runDerived } from './derived-case';
import { findCases, GoldenCase } from './golden-case';
import { compareNhwc, nhwcTensor } from './nhwc';
import { runCase } from './run-case';

const fixture = (name: string, collection = 'realesrgan'): string =>
  fileURLToPath(new URL(`../fixtures/${collection}/${name}/case.json`, import.meta.url));

/** The subset of the goldens that is small enough to live in the repository. */
const folders = ['../fixtures', '../../../packages/checkpoints/fixtures/goldens'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);
const cases = (await Promise.all(folders.map(findCases))).flat();

describe.each([
  { backend: 'srkit-wasm', exact: false },
  { backend: 'srkit-wasm', exact: true },
  { backend: 'wasm', exact: false },
] as const)('committed goldens on $backend, exact: $exact', ({ backend, exact }) => {
  beforeAll(() => useBackend(backend, exact));

  it.each(cases.map((path) => [`${basename(dirname(dirname(path)))}/${basename(dirname(path))}`, path]))(
    '%s',
    async (_, path) => {
      const { problems } = await runCase(path);
      expect(problems).toEqual([]);
    },
  );

  it('are all there', () => {
    for (const folder of folders) {
      expect(cases.filter((path) => !relative(folder, path).startsWith('..')).length).toBeGreaterThan(10);
    }
  });
});

describe('the comparison', () => {
  const tensor = (...values: number[]) => ({ shape: [values.length], values });

  it('adds the absolute, relative and largest-value terms', () => {
    const tolerance = { abs: 0.1, rel: 0.01, rel_max: 0.001 };
    expect(compare('x', tensor(10.19, 100), tensor(10, 100), { abs: 0.1, rel: 0.01 }).ok).toBe(true);
    expect(compare('x', tensor(10.21, 100), tensor(10, 100), { abs: 0.1, rel: 0.01 }).ok).toBe(false);
    expect(compare('x', tensor(10.29, 100), tensor(10, 100), tolerance).ok).toBe(true);
    expect(compare('x', tensor(10.31, 100), tensor(10, 100), tolerance).ok).toBe(false);
  });

  it('fails for NaN, a wrong shape, and a wrong length', () => {
    expect(compare('x', tensor(Number.NaN), tensor(1), { abs: 9 })).toMatchObject({ ok: false });
    expect(compare('x', tensor(1), tensor(Number.NaN), { abs: 9 })).toMatchObject({ ok: false });
    expect(compare('x', { shape: [1, 2], values: [1, 2] }, { shape: [2], values: [1, 2] }, {}).ok).toBe(
      false,
    );
    expect(compare('x', { shape: [2], values: [1] }, { shape: [2], values: [1, 2] }, {}).ok).toBe(false);
  });

  it('allows the stated fraction of outliers, within their own bound', () => {
    const [reference, oneOff] = [tensor(0, 0, 0, 0), tensor(2, 0, 0, 0)];
    expect(compare('x', oneOff, reference, { abs: 1 }).ok).toBe(false);
    expect(compare('x', oneOff, reference, { abs: 1, outliers: 0.25 }).ok).toBe(true);
    expect(compare('x', tensor(2, 2, 0, 0), reference, { abs: 1, outliers: 0.25 }).ok).toBe(false);
    expect(compare('x', oneOff, reference, { abs: 1, outliers: 0.25, outlier_abs: 1.5 }).ok).toBe(false);
  });
});

it('fails a case whose op is not known', async () => {
  const { problems } = await runDerived(fixture('ops/color'), { file: { op: 'toString' } });
  expect(problems).toEqual(["Error: op 'toString' is not known"]);
});

it('runs jpeg_factor, and refuses kinds of noise and of stored values by name', async () => {
  const item = {
    name: 'a.bias',
    shape: [2],
    seed: 1,
    gain: 1,
    prelu: false,
    values: 'missing',
    values_are: 'some',
  };
  const { problems } = await runDerived(fixture('hash/vectors'), {
    params: { items: [{ ...item, h_first8: [] }] },
  });
  expect(problems.length).toBeGreaterThan(0);
  const noise = await runDerived(fixture('noise/numpy_versions'), {
    params: { items: [{ kind: 'poisson', sigma: 1, gray: false, draw: 'x', output: 'y' }] },
  });
  expect(noise.problems).toContainEqual(expect.stringMatching(/numpy noise 'poisson' is not known/));
  const factor = await runDerived(fixture('ops/diffjpeg_scalar_quality'), {
    file: {
      op: 'jpeg_factor',
      params: {},
      inputs: ['q'],
      outputs: ['factor'],
      tolerance: { abs: 1e-6 },
      encoding: {},
    },
    tensors: {
      q: { shape: [3], values: Float32Array.of(30, 50, 95) },
      // 5000 / q below 50, 200 - 2 q from there on, over 100.
      factor: { shape: [3], values: Float32Array.of(5000 / 30 / 100, 1, 0.1) },
    },
  });
  expect(factor.problems).toEqual([]);
});

describe('the degradation pipeline', () => {
  const path = fixture('pipeline/up_gauss_blur_sincjpeg');
  beforeAll(() => useBackend('srkit-wasm', false));

  it('clamps before JPEG', async () => {
    const golden = await GoldenCase.read(path);
    // Noise has clipped here: what it clipped away must not matter.
    const beyond = tidy(() => {
      const x = nhwcTensor(golden, 's03.gaussian_noise');
      return where(equal(x, 0), -0.3, where(equal(x, 1), 1.3, x)) as Tensor4D;
    });
    const step = { op: 'jpeg', quality: [...golden.floats('jpeg1.quality')] } as const;
    const output = await applyStep(beyond, step);
    const tolerance = (golden.file['stage_tolerance'] as unknown as Record<string, Tolerance>)['jpeg'];
    expect(await compareNhwc(golden, 's04.jpeg', output, tolerance)).toMatchObject({ ok: true });
    dispose([beyond, output]);
  });

  it('sharpens before it crops the ground truth of Real-ESRNet', async () => {
    const golden = await GoldenCase.read(path);
    const [n, c, h, w] = golden.tensor('s00.usm').shape as [number, number, number, number];
    const crop = (golden.file.params['stages'] as { top?: number; left?: number; gt_size?: number }[]).at(
      -1,
    )!;
    const [top, left, side] = [crop.top! * 4, crop.left! * 4, crop.gt_size!];
    const sharp = golden.floats('s00.usm');
    const values = new Float32Array(n * c * side * side);
    for (let plane = 0; plane < n * c; plane++)
      for (let y = 0; y < side; y++) {
        const from = (plane * h + top + y) * w + left;
        values.set(sharp.subarray(from, from + side), (plane * side + y) * side);
      }
    const outputs = golden.file.outputs.filter((name) => name !== 'gt_usm_crop');
    const { l1_gt_usm, percep_gt_usm, gan_gt_usm, ...options } = golden.file.params['options'] as Record<
      string,
      unknown
    >;
    const derived = {
      file: { outputs, encoding: { gt: 'u8/255' } },
      params: { model: 'RealESRNetModel', options: { ...options, gt_usm: true } },
      tensors: { gt_crop: { shape: [n, c, side, side], values } },
    };
    expect(await runDerived(path, derived)).toMatchObject({ problems: [] });
    const { problems } = await runDerived(path, { ...derived, tensors: {} });
    expect(problems).toContainEqual(expect.stringMatching(/^gt_crop/));
  });

  it.each<[string, Derived, RegExp]>([
    ['a parameter', { params: { chroma: 1 } }, /^params\.chroma is not one/],
    ['a tolerance', { file: { chain_tolerance: { abs: 1 } } }, /^chain_tolerance is not one/],
    ['an input', { file: { inputs: ['gt', 's00.usm', 'noise3.draw'] } }, /^input noise3\.draw is not one/],
    ['an output', { file: { outputs: ['lq', 'lq_y'] } }, /^output lq_y is not one/],
    ['an encoding', { file: { encoding: { gt: 'u8' } } }, /encoding 'u8' of 'gt'/],
  ])('refuses %s that it does not know', async (_, derived, message) => {
    const { problems } = await runDerived(path, derived);
    expect(problems).toContainEqual(expect.stringMatching(message));
  });
});

describe('a changed field of a case is taken into account, or named', () => {
  beforeAll(() => useBackend('srkit-wasm', false));

  it.each<[string, string, Record<string, unknown>, RegExp]>([
    ['refsr', 'losses/contras_teacher_square', { min_ids: 64 }, /^params\.min_ids is 64/],
    ['refsr', 'losses/contras_teacher_square', { scaling_steps: 3 }, /^params\.scaling_steps is 3/],
    ['refsr', 'losses/contras_teacher_square', { image_h: 84 }, /^size of the pictures is/],
    ['refsr', 'losses/contras_teacher_square', { safe_radius: 9 }, /^loss/],
    ['refsr', 'matching/corres_b1_9x8', { patch_size: 5 }, /^params\.patch_size is 5/],
    ['refsr', 'matching/corres_b1_9x8', { vgg_layers: ['relu1_1'] }, /^vgg_layers is/],
    ['refsr', 'matching/corres_b1_9x8', { ref_feature_channel_stride: 4 }, /^feat_relu3_1 has shape/],
    ['refsr', 'extractor/sep', { channel_stride: 2 }, /^dense_features1 has shape/],
    ['refsr', 'dcn/g1_frac', { bias: false }, /^input bias is not one/],
    ['refsr', 'state_dicts/all', { numel: { RestorationNet: 1 } }, /^state_dict\.json is/],
    ['realesrgan', 'kernels/dataset_sampling', { sigma: 1 }, /^params\.sigma is not one/],
    ['realesrgan', 'inference/gray_x4', { arch: 'SRVGGNetCompact' }, /^arch is/],
    ['realesrgan', 'inference/gray_x4', { img_mode: 'RGB' }, /^img_mode is/],
    ['realesrgan', 'inference/gray_x4', { output_shape: [120, 130] }, /^output_shape is/],
    ['realesrgan', 'inference/rgba_x4_cv2', { alpha_upsampler: 'nearest' }, /alpha_upsampler 'nearest'/],
    ['realesrgan', 'inference/dni', { denoise_strength: 0.5 }, /^weights is/],
    ['realesrgan', 'inference/dni', { scale: 2 }, /scale 2 was asked for/],
    ['realesrgan', 'archs/srvgg_relu_x4', { weights: 'hash' }, /^weights is/],
    ['realesrgan', 'ops/filter2d_k7_single', { single: false }, /^kernels is/],
    ['realesrgan', 'ops/diffjpeg_diff_s37x53', { quality: [30, 50, 90] }, /^quality is/],
    ['realesrgan', 'losses/gradient_penalty_weighted', { weighted: false }, /^input weight is not one/],
  ])('%s %s with %o', async (collection, name, params, message) => {
    const { problems } = await runDerived(fixture(name, collection), { params });
    expect(problems).toContainEqual(expect.stringMatching(message));
  });

  it('a setting of a schedule that it does not have', async () => {
    const item = {
      scheduler: 'MultiStepLR',
      config: { milestones: [1], periods: [3] },
      lr: 1,
      steps: 0,
      lrs: [1],
    };
    const { problems } = await runDerived(fixture('schedulers/lr_lists'), { params: { items: [item] } });
    expect(problems).toEqual([expect.stringMatching(/train\.scheduler: there is no option 'periods'/)]);
  });
});
