import { SrkitWasmBackend, startSrkitWasm } from '@srkit/backend-wasm';
import '@tensorflow/tfjs-backend-wasm';
import { DeviceError } from '@srkit/core';
import { RRDBNet, SRVGGNetCompact } from '@srkit/models';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { drawn, modelOf } from './testing';
import { Upscaler } from './upscaler';

const difference = (a, b) => {
  expect([a.width, a.height, a.channels]).toEqual([b.width, b.height, b.channels]);
  let worst = 0;
  for (let i = 0; i < a.data.length; i++) worst = Math.max(worst, Math.abs(a.data[i] - b.data[i]));
  return worst;
};
/** Bytes in use. */
const used = (backend) => backend.memory().wasmUsedBytes;
/** Takes the whole address space but a hole, without touching it. The function returned gives it back. */
const fillMemory = (backend, holeBytes) => {
  const taken = [];
  const hole = backend.output([holeBytes / 4]).info;
  for (let floats = 2 ** 28; floats >= 2 ** 20; ) {
    try {
      taken.push(backend.output([floats]).info);
    } catch {
      floats /= 2;
    }
  }
  backend.disposeData(hole.dataId);
  return () => {
    for (const { dataId } of taken) backend.disposeData(dataId);
  };
};
describe('Upscaler on srkit-wasm', () => {
  it.each([
    ['RRDBNet', () => new RRDBNet({ numFeat: 16, numGrowCh: 8, numBlock: 1, scale: 2 }, { seed: 1 })],
    ['SRVGGNetCompact', () => new SRVGGNetCompact({ numFeat: 24, numConv: 3, upscale: 4 }, { seed: 1 })],
  ])('gives the picture of the stock wasm backend, tiled as well: %s', async (_, network) => {
    const picture = drawn(50, 41);
    const pictures = [];
    for (const [backend, tile] of [
      ['wasm', 0],
      ['srkit-wasm', 0],
      ['srkit-wasm', 24],
    ]) {
      await tf.setBackend(backend);
      const model = modelOf(network());
      const before = tf.memory().numTensors;
      const { image, report } = await new Upscaler(model, { tile }).upscale(picture);
      expect(report.backend).toBe(backend);
      expect(tf.memory().numTensors).toBe(before);
      model.dispose();
      pictures.push(image);
    }
    expect(difference(pictures[0], pictures[1])).toBeLessThanOrEqual(1);
    expect(difference(pictures[1], pictures[2])).toBeLessThanOrEqual(1);
  });
  it.each([
    [1, 8, {}],
    [2, 8, {}],
    [3, 16, {}],
    [4, 8, {}],
    [4, 16, {}],
    // Tiles that lie in the padding.
    [3, 8, { prePad: 30 }],
    [3, 8, { mode: 'fast', tilePad: 4 }],
  ])(
    'gives the picture of the stock wasm backend: %i channels of %i bits, %j',
    async (channels, bitDepth, options) => {
      const picture = drawn(21, 17, channels, bitDepth);
      const pictures = [];
      for (const backend of ['wasm', 'srkit-wasm']) {
        await tf.setBackend(backend);
        const model = modelOf(new SRVGGNetCompact({ numFeat: 8, numConv: 1, upscale: 2 }, { seed: 1 }));
        const before = tf.memory().numTensors;
        pictures.push((await new Upscaler(model, { tile: 12, ...options }).upscale(picture)).image);
        expect(tf.memory().numTensors).toBe(before);
        model.dispose();
      }
      expect(pictures[1].data.constructor).toBe(picture.data.constructor);
      // A float32 rounding error of 1e-5, in levels.
      expect(difference(pictures[0], pictures[1])).toBeLessThanOrEqual(bitDepth === 8 ? 1 : 2);
    },
  );
  it('refuses a network that gives NaN', async () => {
    await tf.setBackend('srkit-wasm');
    const network = new SRVGGNetCompact({ numFeat: 8, numConv: 1, upscale: 2 }, { seed: 1 });
    const state = await network.stateDict();
    state.get('body.0.weight').data[0] = Number.NaN;
    network.loadStateDict(state);
    const before = tf.memory().numTensors;
    await expect(new Upscaler(modelOf(network)).upscale(drawn(9, 9))).rejects.toThrow(/gave NaN/);
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });
  it('halves the tile when the memory is really full, says so, and leaves nothing behind', async () => {
    const backend = await startSrkitWasm();
    expect(backend).toBeInstanceOf(SrkitWasmBackend);
    const atFirst = used(backend);
    const model = modelOf(new SRVGGNetCompact({ numFeat: 64, numConv: 1, upscale: 2 }));
    const picture = drawn(256, 256);
    const expected = await new Upscaler(model, { tile: 0 }).upscale(picture);
    // Of tiles as small as those tried next, transformed filters are kept.
    await new Upscaler(model, { tile: 128 }).upscale(picture);
    const before = used(backend);
    const giveBack = fillMemory(backend, 20 * 2 ** 20);
    try {
      const { image, report } = await new Upscaler(model, { tile: 256 }).upscale(picture);
      expect(report.retries[0]).toMatchObject({ tile: [256, 256], nextTile: [128, 128] });
      expect(report.retries[0].reason).toContain('E_DEVICE_MEMORY');
      expect(difference(image, expected.image)).toBeLessThanOrEqual(1);
    } finally {
      giveBack();
    }
    expect(used(backend)).toBe(before);
    model.dispose();
    expect(used(backend)).toBe(atFirst);
  });
  it.each([0.2, 0.5, 0.9])(
    'goes on with smaller bands where memory ran out, after %f of the work',
    async (part) => {
      const backend = await startSrkitWasm();
      const model = modelOf(new RRDBNet({ numFeat: 16, numGrowCh: 8, numBlock: 1 }, { seed: 1 }));
      const picture = drawn(90, 160, 4);
      const upscaler = new Upscaler(model, { memoryBudget: 2 ** 22 });
      const before = tf.memory().numTensors;
      const { output } = backend;
      let [calls, failAt] = [0, Number.POSITIVE_INFINITY];
      backend.output = function counted(...args) {
        if (calls++ === failAt) throw new DeviceError('E_DEVICE_MEMORY', 'the memory is full');
        return output.apply(this, args);
      };
      try {
        const expected = await upscaler.upscale(picture);
        expect(expected.report.tiles.bands).not.toBeNull();
        [calls, failAt] = [0, Math.floor(part * calls)];
        const seen = [];
        const { image, report } = await upscaler.upscale(picture, {
          onProgress: ({ done }) => seen.push(done),
        });
        expect(report.retries).toHaveLength(1);
        expect(difference(image, expected.image)).toBeLessThanOrEqual(1);
        expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
        // What was written is not computed again, but for what the network sees around it.
        expect(report.tiles.bands.size).toBe(Math.floor(expected.report.tiles.bands.size / 2));
      } finally {
        backend.output = output;
      }
      expect(tf.memory().numTensors).toBe(before);
      model.dispose();
    },
  );
  it('keeps to its memory budget', async () => {
    const backend = await startSrkitWasm();
    const model = modelOf(new SRVGGNetCompact({ numFeat: 64, numConv: 2, upscale: 2 }));
    const budget = 2 ** 25;
    const upscaler = new Upscaler(model, { tile: 'auto', memoryBudget: budget });
    await upscaler.upscale(drawn(16, 16));
    const before = used(backend);
    let most = 0;
    const { output } = backend;
    backend.output = function measured(...args) {
      const made = output.apply(this, args);
      most = Math.max(most, used(backend) - before);
      return made;
    };
    try {
      const { report } = await upscaler.upscale(drawn(600, 500));
      expect(report.tiles.count).toBeGreaterThan(1);
    } finally {
      backend.output = output;
    }
    expect(most).toBeGreaterThan(budget / 8);
    // Beside the tensors there is each thread's scratch, which does not grow with the tile.
    expect(most).toBeLessThan(budget + backend.threads * 2 ** 22);
    model.dispose();
  });
});
