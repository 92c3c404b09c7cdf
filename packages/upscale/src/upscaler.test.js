import '@tensorflow/tfjs-backend-wasm';
import { ConfigError, ShapeError } from '@srkit/core';
import { RRDBNet, SRVGGNetCompact } from '@srkit/models';
import { guardWasmMemory } from '@srkit/ops';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawn, modelOf } from './testing';
import { Upscaler } from './upscaler';

beforeAll(async () => {
  await tf.setBackend('wasm');
  await tf.ready();
});
const compact = () => modelOf(new SRVGGNetCompact({ numFeat: 6, numConv: 2, upscale: 2 }));
/** A network whose output is its input enlarged by nearest neighbour: all weights are zero. */
const nearest = async () => {
  const network = new SRVGGNetCompact({ numFeat: 2, numConv: 0, upscale: 2 });
  const state = await network.stateDict();
  for (const { data } of state.values()) data.fill(0);
  network.loadStateDict(state);
  return modelOf(network);
};
const upscaled = async (picture, options, model = compact()) => {
  try {
    return await new Upscaler(model, options).upscale(picture);
  } finally {
    model.dispose();
  }
};
const roll = ({ width, height, channels, data, ...rest }, dx, dy) => {
  const out = data.slice();
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) {
        const to = (((y + dy) % height) * width + ((x + dx) % width)) * channels + c;
        out[to] = data[(y * width + x) * channels + c];
      }
  return { width, height, channels, data: out, ...rest };
};
const difference = (a, b) => {
  expect([a.width, a.height, a.channels]).toEqual([b.width, b.height, b.channels]);
  let worst = 0;
  for (let i = 0; i < a.data.length; i++) worst = Math.max(worst, Math.abs(a.data[i] - b.data[i]));
  return worst;
};
describe('pictures of every kind', () => {
  it.each([1, 2, 3, 4])('%i channels, 8 and 16 bit, keep channels and depth', async (channels) => {
    for (const bitDepth of [8, 16]) {
      const picture = drawn(13, 9, channels, bitDepth);
      const before = picture.data.slice();
      const { image, report } = await upscaled(picture, {});
      expect([image.width, image.height, image.channels]).toEqual([26, 18, channels]);
      expect(image.data).toBeInstanceOf(bitDepth === 16 ? Uint16Array : Uint8Array);
      expect(picture.data).toEqual(before);
      expect(report.output).toEqual({ width: 26, height: 18, channels, bitDepth });
    }
  });
  it('nearest-neighbour weights reproduce every sample exactly', async () => {
    for (const channels of [3, 4]) {
      for (const bitDepth of [8, 16]) {
        const picture = drawn(11, 7, channels, bitDepth);
        const { image } = await upscaled(picture, { tile: 4 }, await nearest());
        // 16-bit alpha passes through the grey weights, whose float32 sum may be off by one level.
        for (let y = 0; y < image.height; y++)
          for (let x = 0; x < image.width; x++)
            for (let c = 0; c < channels; c++) {
              const source = picture.data[((y >> 1) * 11 + (x >> 1)) * channels + c];
              const error = Math.abs(image.data[(y * image.width + x) * channels + c] - source);
              expect(error).toBeLessThanOrEqual(c === 3 ? 1 : 0);
            }
      }
    }
  });
  it('keeps the colour profile and the density', async () => {
    const picture = { ...drawn(4, 4), icc: Uint8Array.of(1, 2, 3), density: 300 };
    const { image } = await upscaled(picture, { outscale: 1.5 });
    expect(image.icc).toEqual(picture.icc);
    expect(image.density).toBe(300);
  });
  it('takes 1x1, 1x300 and 300x1 pictures', async () => {
    for (const [w, h] of [
      [1, 1],
      [1, 300],
      [300, 1],
    ]) {
      for (const border of ['zero', 'reflect', 'replicate', 'wrap']) {
        const { image } = await upscaled(drawn(w, h), { border, tile: 64 });
        expect([image.width, image.height]).toEqual([2 * w, 2 * h]);
      }
      const x2 = modelOf(new RRDBNet({ numFeat: 4, numBlock: 1, numGrowCh: 2, scale: 2 }));
      const { image } = await upscaled(drawn(w, h), { prePad: 10 }, x2);
      expect([image.width, image.height]).toEqual([2 * w, 2 * h]);
    }
  });
});
describe('tiling', () => {
  it('gives the same picture for any tile size, and says that it is exact', async () => {
    const picture = drawn(53, 41);
    const whole = await upscaled(picture, { tile: 0 });
    expect(whole.report.tiles).toMatchObject({ count: 1, exact: true, overhead: 1 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (tile) => {
        const tiled = await upscaled(picture, { tile });
        expect(tiled.report.tiles.exact).toBe(true);
        expect(difference(tiled.image, whole.image)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 10, seed: 2 },
    );
  });
  it('feathers the fast mode without changing what all tiles agree on', async () => {
    const picture = drawn(45, 37);
    const model = await nearest();
    // A halo of 1 is exact for this network (2 is asked for), so that blending must not change anything.
    const { image, report } = await upscaled(
      picture,
      { mode: 'fast', tile: 10, tilePad: 1, feather: false },
      model,
    );
    expect(report.tiles.exact).toBe(false);
    for (const tilePad of [0, 2, 5, 12]) {
      const feathered = modelOf(new SRVGGNetCompact({ numFeat: 2, numConv: 60, upscale: 2 }));
      const state = await feathered.network.stateDict();
      for (const { data } of state.values()) data.fill(0);
      feathered.network.loadStateDict(state);
      const result = await upscaled(picture, { mode: 'fast', tile: 13, tilePad }, feathered);
      expect(result.report.tiles).toMatchObject({ exact: false, halo: tilePad });
      expect(difference(result.image, image)).toBe(0);
    }
  });
  it('makes seams smoother than hard tiles', async () => {
    const model = () => modelOf(new RRDBNet({ numFeat: 8, numBlock: 4, numGrowCh: 4 }, { seed: 4 }));
    const picture = drawn(64, 64);
    const options = { mode: 'fast', tile: 32, tilePad: 4 };
    const whole = await upscaled(picture, { tile: 0 }, model());
    const hard = await upscaled(picture, { ...options, feather: false }, model());
    const soft = await upscaled(picture, options, model());
    const step = ({ image: { data, width } }, reference) => {
      // Jump of the error across the seam at column 32, against the untiled picture.
      let sum = 0;
      for (let y = 0; y < 256; y++) {
        const at = (y * width + 128) * 3;
        const error = (i) => data[i] - reference.image.data[i];
        sum += Math.abs(error(at) - error(at - 3));
      }
      return sum;
    };
    expect(step(soft, whole)).toBeLessThanOrEqual(step(hard, whole));
    expect(soft.report.tiles).toMatchObject({ exact: false, feather: 2 });
  });
  it('wraps: enlarging a rolled texture equals rolling the enlarged one', async () => {
    const texture = drawn(24, 16);
    const options = { border: 'wrap', tile: 10 };
    const plain = await upscaled(texture, options);
    const rolled = await upscaled(roll(texture, 7, 5), options);
    expect(difference(rolled.image, roll(plain.image, 14, 10))).toBeLessThanOrEqual(1);
    const zero = await upscaled(roll(texture, 7, 5), {});
    expect(difference(zero.image, roll(plain.image, 14, 10))).toBeGreaterThan(1);
  });
  it('mirrors: a symmetric picture stays symmetric at the border', async () => {
    const flat = { width: 9, height: 9, channels: 3, data: new Uint8Array(243).fill(120) };
    for (const border of ['reflect', 'replicate', 'wrap']) {
      const { image } = await upscaled(flat, { border });
      // A flat picture with any continued border gives the same 2x2 pattern everywhere.
      for (let i = 0; i < image.data.length; i++) {
        const [y, x, c] = [Math.floor(i / 54) % 2, Math.floor(i / 3) % 2, i % 3];
        expect(Math.abs(image.data[i] - image.data[(y * 18 + x) * 3 + c])).toBeLessThanOrEqual(1);
      }
    }
  });
});
describe('alpha', () => {
  const withHole = () => {
    const picture = drawn(16, 16, 4);
    for (let i = 0; i < 256; i++) {
      const hole = i % 16 > 7;
      picture.data[4 * i + 3] = hole ? 0 : 255;
      if (hole) picture.data.set([0, 0, 0], 4 * i);
      else picture.data.set([200, 180, 160], 4 * i);
    }
    return picture;
  };
  it('does not bleed the colour behind full transparency into the visible edge', async () => {
    const careful = await upscaled(withHole(), {}, await nearest());
    const official = await upscaled(withHole(), { transparency: 'official' }, await nearest());
    const colour = ({ image }, x) => image.data[(8 * 32 + x) * 4];
    expect(colour(careful, 20)).toBe(200);
    expect(colour(official, 20)).toBe(0);
  });
  it('keeps an opaque channel opaque, and enlarges by network or bilinearly', async () => {
    const opaque = drawn(8, 8, 4);
    for (let i = 3; i < opaque.data.length; i += 4) opaque.data[i] = 255;
    const result = await upscaled(opaque, {});
    for (let i = 3; i < result.image.data.length; i += 4) expect(result.image.data[i]).toBe(255);
    const linear = await upscaled(withHole(), { alpha: 'bilinear' });
    const row = Array.from({ length: 32 }, (_, x) => linear.image.data[(8 * 32 + x) * 4 + 3]);
    expect(row.slice(13, 19)).toEqual([255, 255, 191, 64, 0, 0]);
  });
});
describe('depth', () => {
  it('goes by the sample type, or by value as the official code', async () => {
    const dark = { width: 2, height: 2, channels: 1, data: Uint16Array.of(0, 100, 200, 256) };
    const byType = await upscaled(dark, {}, await nearest());
    expect(byType.image.data).toBeInstanceOf(Uint16Array);
    const byValue = await upscaled(dark, { depthRule: 'value' }, await nearest());
    expect(byValue.image.data).toBeInstanceOf(Uint8Array);
    expect(Math.max(...byValue.image.data)).toBe(255);
  });
});
describe('outscale', () => {
  it('truncates the size as the official code and reports it', async () => {
    const { image, report } = await upscaled(drawn(10, 7), { outscale: 1.37 });
    expect([image.width, image.height]).toEqual([13, 9]);
    expect(report).toMatchObject({ scale: 2, outscale: 1.37 });
  });
});
describe('long work', () => {
  it('reports tiles, stops when aborted, and leaves no tensor behind in any case', async () => {
    const model = compact();
    for (const [, parameter] of model.network.namedParameters()) parameter.variable;
    const before = tf.memory().numTensors;
    const upscaler = new Upscaler(model, { tile: 8 });
    const seen = [];
    await upscaler.upscale(drawn(16, 16, 4), {
      onProgress: ({ done, total, unit }) => seen.push(`${done}/${total} ${unit}`),
    });
    expect(seen).toEqual(Array.from({ length: 9 }, (_, i) => `${i * 125}/1000 thousandths`));
    expect(tf.memory().numTensors).toBe(before);
    const controller = new AbortController();
    const aborted = upscaler.upscale(drawn(16, 16), {
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done >= 500) controller.abort();
      },
    });
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    expect(tf.memory().numTensors).toBe(before);
    await expect(upscaler.upscale(drawn(4, 4), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    const thrown = upscaler.upscale(drawn(16, 16), {
      onProgress: ({ done }) => {
        if (done >= 250) throw new RangeError('mine');
      },
    });
    await expect(thrown).rejects.toThrow('mine');
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
  it('halves the tile when the device is really full, and says so', async () => {
    guardWasmMemory();
    // Takes the address space without touching it, so that a large tile does not fit and a small one does.
    const { wasm } = tf.backend();
    const taken = [];
    const take = (size) => {
      try {
        taken.push(wasm._malloc(size));
      } catch {
        if (size > 2 ** 22) take(size / 2);
        return;
      }
      take(size);
    };
    const model = modelOf(new SRVGGNetCompact({ numFeat: 64, numConv: 1, upscale: 2 }));
    const picture = drawn(256, 256);
    const expected = await new Upscaler(model, { tile: 0 }).upscale(picture);
    const before = tf.memory().numTensors;
    const hole = wasm._malloc(2 ** 26);
    take(2 ** 30);
    wasm._free(hole);
    try {
      const { image, report } = await new Upscaler(model, { tile: 256 }).upscale(picture);
      expect(report.retries.length).toBeGreaterThan(0);
      expect(report.retries[0]).toMatchObject({ tile: [256, 256], nextTile: [128, 128] });
      expect(report.retries[0].reason).toContain('E_DEVICE_MEMORY');
      expect(difference(image, expected.image)).toBeLessThanOrEqual(1);
      expect(tf.memory().numTensors).toBe(before);
    } finally {
      for (const address of taken) wasm._free(address);
      model.dispose();
    }
  });
});
describe('bad input', () => {
  it.each([
    [{ tile: -1 }, /tile is -1/],
    [{ tile: 1.5 }, /tile is 1\.5/],
    [{ tilePad: 3 }, /needs 4/],
    [{ outscale: 0 }, /outscale is 0/],
    [{ outscale: Number.NaN }, /outscale is NaN/],
    [{ outscale: 65 }, /outscale is 65/],
    [{ border: 'mirror' }, /border is 'mirror'/],
    [{ border: 'wrap', prePad: 10 }, /prePad is 10/],
    [{ mode: 'quick' }, /mode is 'quick'/],
    [{ memoryBudget: 5 }, /memoryBudget is 5/],
    [{ prePad: -2 }, /prePad is -2/],
  ])('%o is refused with its value', (options, message) => {
    const model = compact();
    expect(() => new Upscaler(model, options)).toThrow(ConfigError);
    expect(() => new Upscaler(model, options)).toThrow(message);
  });
  it('refuses pictures without pixels, with the wrong length, or with too large a result', async () => {
    const empty = { width: 0, height: 4, channels: 3, data: new Uint8Array(0) };
    await expect(upscaled(empty, {})).rejects.toThrow(ShapeError);
    await expect(upscaled({ ...drawn(4, 4), width: 5 }, {})).rejects.toThrow(
      /5x4 with 3 channels and 48 samples/,
    );
    await expect(upscaled(drawn(1, 1), { outscale: 0.4 })).rejects.toThrow(/would become 0x0/);
    const two = modelOf(new SRVGGNetCompact({ numInCh: 2, numFeat: 2, numConv: 0 }));
    expect(() => new Upscaler(two)).toThrow(/maps 2 channels to 2/);
  });
  it('refuses a network that gives NaN, instead of a black picture', async () => {
    const model = compact();
    const state = await model.network.stateDict();
    state.get('body.0.weight').data[0] = Number.NaN;
    model.network.loadStateDict(state);
    await expect(upscaled(drawn(4, 4), {}, model)).rejects.toThrow(/NaN/);
  });
});
describe('after dispose', () => {
  it.each([
    ['the model', (model) => model.dispose()],
    ['the upscaler', (_, upscaler) => upscaler.dispose()],
  ])('of %s every use throws by name and leaves nothing', async (_what, dispose) => {
    const before = tf.memory().numTensors;
    const model = compact();
    const upscaler = new Upscaler(model);
    await upscaler.upscale(drawn(5, 4));
    dispose(model, upscaler);
    const refused = { name: 'ConfigError', code: 'E_CONFIG_DISPOSED' };
    await expect(upscaler.upscale(drawn(5, 4))).rejects.toMatchObject(refused);
    await expect(upscaler.upscale(drawn(5, 4))).rejects.toThrow('test: the model was freed by dispose()');
    await expect(model.network.stateDict()).rejects.toMatchObject(refused);
    const x = tf.zeros([1, 4, 4, 3]);
    expect(() => model.network.forward(x)).toThrow("SRVGGNetCompact: 'body.0.weight' was freed");
    x.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
describe('what is no picture or option', () => {
  const js = (value) => value;
  it.each([
    ['a.png', /the text 'a\.png'.*decodeImage/],
    [new Uint8Array(4), /bytes.*decodeImage/],
    [Buffer.from('x'), /bytes/],
    [Promise.resolve(drawn(2, 2)), /a promise.*await it/],
    [undefined, /undefined/],
    [{ width: 2, height: 2, pixels: [] }, /an object with width, height, pixels/],
  ])('%s is refused in words', async (given, message) => {
    const model = compact();
    const attempt = new Upscaler(model).upscale(js(given));
    await expect(attempt).rejects.toThrow(ShapeError);
    await expect(attempt).rejects.toThrow(message);
    model.dispose();
  });
  it("a page's ImageData is a picture of four channels", async () => {
    const picture = drawn(5, 4, 4);
    const model = compact();
    const upscaler = new Upscaler(model);
    const imageData = { width: 5, height: 4, data: new Uint8ClampedArray(picture.data) };
    const [ours, theirs] = [await upscaler.upscale(picture), await upscaler.upscale(imageData)];
    expect(theirs.image).toEqual(ours.image);
    model.dispose();
  });
  it('an unknown option is refused with the one that was probably meant', async () => {
    const model = compact();
    expect(() => new Upscaler(model, js({ tileSize: 64 }))).toThrow(
      /^Upscaler: there is no option 'tileSize'/,
    );
    expect(() => new Upscaler(model, js({ pre_pad: 10 }))).toThrow(/prePad/);
    await expect(new Upscaler(model).upscale(drawn(2, 2), js({ outscale: 2 }))).rejects.toThrow(
      /^upscale: there is no option 'outscale'/,
    );
    model.dispose();
  });
});
