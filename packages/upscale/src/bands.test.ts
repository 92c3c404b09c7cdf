import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import { RRDBNet, SRVGGNetCompact, type SuperResolutionNetwork } from '@srkit/models';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { officialAxis } from './axis';
import { planBands } from './band-plan';
import type { UpscalerOptions } from './options';
import { drawn, modelOf } from './testing';
import { Upscaler } from './upscaler';

beforeAll(async () => {
  await tf.setBackend('srkit-wasm');
});

const networks: readonly (readonly [string, () => SuperResolutionNetwork])[] = [
  ['RRDBNet x4', () => new RRDBNet({ numFeat: 8, numBlock: 2, numGrowCh: 4 })],
  ['RRDBNet x2', () => new RRDBNet({ numFeat: 8, numBlock: 1, numGrowCh: 4, scale: 2 })],
  ['RRDBNet x1', () => new RRDBNet({ numFeat: 8, numBlock: 1, numGrowCh: 4, scale: 1 })],
  ['SRVGGNetCompact x3', () => new SRVGGNetCompact({ numFeat: 16, numConv: 3, upscale: 3 })],
];

const MIB = 2 ** 20;

describe.each(networks)('%s', (_, build) => {
  it('in bands and strips is the picture in one piece, of whatever size, border and budget', async () => {
    const model = modelOf(build());
    const before = tf.memory().numTensors;
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          width: fc.integer({ min: 1, max: 130 }),
          height: fc.integer({ min: 1, max: 130 }),
          channels: fc.constantFrom(1 as const, 3 as const, 4 as const),
          border: fc.constantFrom('zero' as const, 'reflect' as const, 'wrap' as const),
          prePad: fc.constantFrom(0, 10),
          budget: fc.double({ min: 1, max: 4, noNaN: true }),
        }),
        async ({ width, height, channels, border, prePad, budget }) => {
          const picture = drawn(width, height, channels);
          const options: UpscalerOptions = { border, prePad: border === 'zero' ? prePad : 0 };
          const whole = await new Upscaler(model, { ...options, tile: 0 }).upscale(picture);
          const upscaler = new Upscaler(model, { ...options, memoryBudget: budget * MIB });
          const { image, report } = await upscaler.upscale(picture);
          expect(report.tiles.exact).toBe(true);
          expect(image.data.length).toBe(whole.image.data.length);
          let worst = 0;
          image.data.forEach((v, i) => {
            worst = Math.max(worst, Math.abs(v - whole.image.data[i]!));
          });
          expect(worst).toBeLessThanOrEqual(1);
          seen.add(`${report.tiles.bands?.of ?? 'whole'}${report.tiles.count > 1 ? ' in strips' : ''}`);
        },
      ),
      { numRuns: 40, seed: 5 },
    );
    expect([...seen]).toEqual(expect.arrayContaining(['whole', 'rows', 'columns']));
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});

it('a plan takes no more of the budget than saves work', () => {
  const { graph } = new SRVGGNetCompact({ numFeat: 64, numConv: 32 }, { deferred: true });
  const plan = planBands({
    graph,
    x: officialAxis(3000, 0, 1),
    y: officialAxis(2000, 0, 1),
    memoryBudget: 3072 * MIB,
    largestTensorBytes: Number.POSITIVE_INFINITY,
  })!;
  expect(plan.bytes).toBeLessThan(300 * MIB);
  expect(plan.overhead).toBeLessThan(1.025);
});

describe('the plan for the released RRDBNet', () => {
  const { graph } = new RRDBNet({}, { deferred: true });
  const plan = (width: number, height: number, memoryBudget: number) =>
    planBands({
      graph,
      x: officialAxis(width, 0, 1),
      y: officialAxis(height, 0, 1),
      memoryBudget,
      largestTensorBytes: Number.POSITIVE_INFINITY,
    });

  it.each([
    [2000, 1500, 1024, 1.2],
    [1500, 2000, 1024, 1.2],
    [2000, 1500, 512, 1.8],
    [4000, 3000, 1024, 1.5],
  ])('%i x %i with %i MiB computes at most %f times the picture', (width, height, budget, most) => {
    expect(plan(width, height, budget * MIB)!.overhead).toBeLessThanOrEqual(most);
  });

  it('runs along the longer side, so that less is carried', () => {
    expect(plan(2000, 1500, 1024 * MIB)!.bands).toMatchObject({ along: 2, whole: false });
    expect(plan(1500, 2000, 1024 * MIB)!.bands).toMatchObject({ along: 1, whole: false });
  });

  it('is one piece where that fits, and nothing where not even a narrow strip does', () => {
    expect(plan(100, 80, 1024 * MIB)).toMatchObject({ bands: { whole: true } });
    expect(plan(100, 80, 1024 * MIB)!.overhead).toBeLessThan(1.01);
    expect(plan(4000, 3000, 32 * MIB)).toBeUndefined();
  });

  it('cuts so that tensors stay within what the device takes', () => {
    const limit = 16 * MIB;
    const cut = planBands({
      graph,
      x: officialAxis(1000, 0, 1),
      y: officialAxis(800, 0, 1),
      memoryBudget: 4096 * MIB,
      largestTensorBytes: limit,
    })!;
    const { along, rows } = cut.bands!;
    const { window } = (along === 1 ? cut.columns : cut.rows)[0]!;
    expect(rows * (window.end - window.start) * graph.facts.largestTensorBytes).toBeLessThanOrEqual(limit);
  });
});

it('tells work as it is done, in ever larger steps, and stops when told to, with nothing left in memory', async () => {
  const used = () => (tf.memory() as tf.MemoryInfo & { wasmUsedBytes: number }).wasmUsedBytes;
  const atFirst = used();
  const model = modelOf(new RRDBNet({ numFeat: 8, numBlock: 2, numGrowCh: 4 }));
  const upscaler = new Upscaler(model, { memoryBudget: MIB });
  const before = tf.memory().numTensors;
  const seen: number[] = [];
  await upscaler.upscale(drawn(120, 100), {
    onProgress: ({ done, total }) => seen.push(done / total),
  });
  expect(seen[0]).toBe(0);
  expect(seen.at(-1)).toBe(1);
  expect(seen.length).toBeGreaterThan(50);
  expect(seen.every((v, i) => i === 0 || v > seen[i - 1]!)).toBe(true);

  const controller = new AbortController();
  const aborted = upscaler.upscale(drawn(120, 100), {
    signal: controller.signal,
    onProgress: ({ done }) => {
      if (done > 300) controller.abort();
    },
  });
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
  expect(used()).toBe(atFirst);
});
