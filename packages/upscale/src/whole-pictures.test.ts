import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import { ShapeError } from '@srkit/core';
import { EFDN, RLFN, SAFMN } from '@srkit/models';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawn, modelOf } from './testing';
import { Upscaler } from './upscaler';

beforeAll(async () => {
  await setBackend('srkit-wasm');
});

const NETWORKS = [
  ['RLFN', () => new RLFN({ numFeat: 8, numBlock: 2, esaFeat: 4, upscale: 2 }, { seed: 1 })],
  ['EFDN', () => new EFDN({ numFeat: 8, upscale: 2 }, { seed: 1 })],
  ['SAFMN', () => new SAFMN({ numFeat: 8, numBlock: 2, upscale: 2 }, { seed: 1 })],
] as const;

describe.each(NETWORKS)('%s, whose pixels depend on the whole picture', (_, build) => {
  it('takes it in one piece where that fits the memory, however large', async () => {
    const model = modelOf(build());
    const upscaler = new Upscaler(model, { check: false });
    const plan = upscaler.plan(1200, 700);
    expect([plan.columns.length, plan.rows.length, plan.exact]).toEqual([1, 1, true]);
    expect(plan.bands).toBeUndefined();
    expect(plan.bytes).toBeLessThanOrEqual(2 ** 30);
    const before = memory().numTensors;
    const picture = drawn(70, 45);
    const { report, image } = await upscaler.upscale(picture);
    expect(report.tiles).toMatchObject({ count: 1, exact: true, sees: null });
    expect(report.tiles.obstacle).toMatch(/the whole picture/);
    const whole = await new Upscaler(model, { tile: 0, check: false }).upscale(picture);
    expect(image.data).toEqual(whole.image.data);
    expect(memory().numTensors).toBe(before);
    model.dispose();
  });

  it('is cut into blended tiles where it does not fit, and says that they are not exact', async () => {
    const model = modelOf(build());
    const upscaler = new Upscaler(model, { memoryBudget: 4 * 2 ** 20, check: false });
    const { report } = await upscaler.upscale(drawn(260, 150));
    expect(report.tiles).toMatchObject({ exact: false, halo: 32, sees: null });
    expect(report.tiles.count).toBeGreaterThan(1);
    expect(report.tiles.feather).toBeGreaterThan(0);
    expect(report.tiles.obstacle).toMatch(/the whole picture/);
    const given = new Upscaler(model, { tile: 64, tilePad: 40 }).plan(200, 100);
    expect([given.exact, given.halo]).toEqual([false, 40]);
    model.dispose();
  });
});

it('what is too small for the attention works with the border that the error names', async () => {
  const model = modelOf(new RLFN({ numFeat: 8, numBlock: 1, esaFeat: 4, upscale: 2 }));
  await expect(new Upscaler(model).upscale(drawn(9, 200))).rejects.toThrow(ShapeError);
  await expect(new Upscaler(model).upscale(drawn(9, 200))).rejects.toThrow("border 'reflect'");
  const { image } = await new Upscaler(model, { border: 'reflect', check: false }).upscale(drawn(9, 200));
  expect([image.width, image.height]).toEqual([18, 400]);
  model.dispose();
});
