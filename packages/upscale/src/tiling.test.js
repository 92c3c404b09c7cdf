import '@tensorflow/tfjs-backend-wasm';
import { RRDBNet, SRVGGNetCompact } from '@srkit/models';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { borderAxis, officialAxis, sourceIndex } from './axis';
import { readWindow } from './read-window';
import { runTile } from './run-tile';
import { drawn, modelOf } from './testing';
import { planTiles } from './tile-plan';
import { Upscaler } from './upscaler';

beforeAll(async () => {
  await tf.setBackend('wasm');
  await tf.ready();
});
const networks = [
  ['RRDBNet x4', () => new RRDBNet({ numFeat: 6, numBlock: 1, numGrowCh: 3 })],
  ['RRDBNet x2', () => new RRDBNet({ numFeat: 6, numBlock: 1, numGrowCh: 3, scale: 2 })],
  ['RRDBNet x1', () => new RRDBNet({ numFeat: 4, numBlock: 1, numGrowCh: 2, scale: 1 })],
  ['SRVGGNetCompact x3', () => new SRVGGNetCompact({ numFeat: 6, numConv: 3, upscale: 3 })],
];
/** The network's floats for a whole picture, tiled by a plan, before anything is rounded. */
const floats = async (network, width, height, tile, halo, maxReconstructPixels) => {
  const raster = drawn(width, height);
  const [x, y] = [width, height].map((size) => officialAxis(size, 0, network.inputMultiple));
  const plan = planTiles({
    x,
    y,
    halo,
    exactHalo: network.halo,
    multiple: network.inputMultiple,
    tile,
    feather: false,
    maxWindowPixels: Number.POSITIVE_INFINITY,
    bytesOf: (pixels) => pixels,
  });
  const { scale } = network;
  const [outWidth, outHeight] = [plan.columns.at(-1).core.end * scale, plan.rows.at(-1).core.end * scale];
  const out = new Float32Array(outWidth * outHeight * 3).fill(Number.NaN);
  for (const row of plan.rows) {
    for (const column of plan.columns) {
      const pixels = readWindow({ raster, x, y, border: 'zero', maximum: 255 }, 'colour', column, row);
      const window = { x: column.window, y: row.window };
      const wanted = { x: column.core, y: row.core };
      const request = { network, pixels, window, wanted, maxReconstructPixels, bitDepth: undefined };
      for await (const { area, data } of runTile(request)) {
        const tileWidth = (area.x.end - area.x.start) * scale;
        for (let r = 0; r < (area.y.end - area.y.start) * scale; r++) {
          const to = ((area.y.start * scale + r) * outWidth + area.x.start * scale) * 3;
          out.set(data.subarray(r * tileWidth * 3, (r + 1) * tileWidth * 3), to);
        }
      }
    }
  }
  return out;
};
describe.each(networks)('%s', (_, create) => {
  it('tiled with its exact halo equals untiled within 1e-5', async () => {
    const network = create();
    const side = fc.integer({ min: 1, max: 70 });
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 900 }),
        async (w, h, tile, most) => {
          const tiled = await floats(network, w, h, tile, network.halo, most);
          const whole = await floats(network, w, h, 0, 0, 2 ** 30);
          const worst = tiled.reduce(
            (worst, v, i) => Math.max(worst, Number.isNaN(v) ? 9 : Math.abs(v - whole[i])),
            0,
          );
          expect(worst).toBeLessThan(1e-5);
          expect(tiled.length).toBe(whole.length);
        },
      ),
      { numRuns: 12, seed: 11 },
    );
    network.dispose();
  });
  it('needs its halo: a much narrower one is not exact', async () => {
    const network = create();
    const narrow = network.inputMultiple;
    const tiled = await floats(network, 64, 64, 32, narrow, 2 ** 30);
    const whole = await floats(network, 64, 64, 0, 0, 2 ** 30);
    const worst = tiled.reduce((worst, v, i) => Math.max(worst, Math.abs(v - whole[i])), 0);
    expect(worst).toBeGreaterThan(1e-5);
    network.dispose();
  });
});
describe('the plan', () => {
  const network = new RRDBNet({ numFeat: 64, numBlock: 23 }, { deferred: true });
  it('covers every pixel once and keeps windows inside the padded picture', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 500 }),
        fc.constantFrom(1, 2, 4),
        fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constant('auto')),
        fc.integer({ min: 0, max: 60 }),
        fc.boolean(),
        (width, height, multiple, tile, halo, border) => {
          const axis = (size) =>
            border ? borderAxis(size, halo, multiple) : officialAxis(size, halo, multiple);
          const [x, y] = [axis(width), axis(height)];
          const plan = planTiles({
            x,
            y,
            halo,
            exactHalo: 20,
            multiple,
            tile,
            feather: true,
            maxWindowPixels: 40_000,
            bytesOf: (pixels) => pixels,
          });
          for (const [spans, side] of [
            [plan.columns, x],
            [plan.rows, y],
          ]) {
            let at = side.before;
            for (const { core, window } of spans) {
              expect(core.start).toBe(at);
              expect(core.start % multiple).toBe(0);
              expect(window.start).toBe(Math.max(0, core.start - plan.halo));
              expect(window.end).toBe(Math.min(side.padded, core.end + plan.halo));
              expect((window.end - window.start) % multiple).toBe(0);
              expect(core.end - core.start).toBeGreaterThan(0);
              if (spans.length > 1) expect(2 * plan.feather).toBeLessThanOrEqual(core.end - core.start);
              at = core.end;
            }
            expect(at).toBe(side.coreEnd);
          }
          if (tile === 'auto') {
            const [column, row] = [plan.columns[0].window, plan.rows[0].window];
            expect((column.end - column.start) * (row.end - row.start)).toBeLessThanOrEqual(40_000);
          }
        },
      ),
      { numRuns: 300, seed: 5 },
    );
  });
  it('takes the whole picture while it fits, bands where it does not, and narrow halos when told to', () => {
    const upscaler = new Upscaler(modelOf(network), { memoryBudget: 3 * 2 ** 30 });
    const small = upscaler.plan(320, 240);
    expect(small).toMatchObject({ exact: true, halo: 349, bands: { whole: true } });
    expect(small.overhead).toBeCloseTo(1, 2);
    const large = upscaler.plan(2000, 1500);
    expect(large).toMatchObject({ exact: true, bands: { whole: false } });
    expect(large.overhead).toBeLessThan(1.1);
    const tiles = new Upscaler(modelOf(network), { tile: 512 }).plan(2000, 1500);
    expect(tiles).toMatchObject({ exact: true, tile: [512, 512] });
    expect(tiles.overhead).toBeGreaterThan(3);
    const fast = new Upscaler(modelOf(network), { mode: 'fast' }).plan(2000, 1500);
    expect(fast).toMatchObject({ exact: false, halo: 32, feather: 16 });
    expect(fast.overhead).toBeLessThan(1.6);
  });
  it('names the budget and the remedy when nothing exact fits', () => {
    const upscaler = new Upscaler(modelOf(network), { memoryBudget: 2 ** 25 });
    expect(() => upscaler.plan(4000, 3000)).toThrow(/memoryBudget .*fast/);
  });
});
describe('borders', () => {
  const row = (mode, size) => {
    const axis = borderAxis(size, 3, 1);
    return Array.from({ length: axis.padded }, (_, i) => sourceIndex(axis, i, mode));
  };
  it('continue the picture', () => {
    expect(row('reflect', 4)).toEqual([3, 2, 1, 0, 1, 2, 3, 2, 1, 0]);
    expect(row('reflect', 2)).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
    expect(row('reflect', 1)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(row('replicate', 4)).toEqual([0, 0, 0, 0, 1, 2, 3, 3, 3, 3]);
    expect(row('wrap', 4)).toEqual([1, 2, 3, 0, 1, 2, 3, 0, 1, 2]);
    expect(row('wrap', 1)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});
