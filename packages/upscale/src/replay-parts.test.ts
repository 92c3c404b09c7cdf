import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import { RRDBNet, SRVGGNetCompact } from '@srkit/models';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UpscaledPart, UpscalerOptions } from './options';
import { drawn, modelOf } from './testing';
import { Upscaler } from './upscaler';

let model: ReturnType<typeof modelOf>;

beforeAll(async () => {
  await tf.setBackend('srkit-wasm');
  model = modelOf(new RRDBNet({ numFeat: 8, numBlock: 2, numGrowCh: 4 }));
});
afterAll(() => model.dispose());

const MIB = 2 ** 20;

/** Upscales until so many bands are done, and aborts. */
const partsOf = async (upscaler: Upscaler, picture: Parameters<Upscaler['upscale']>[0], count: number) => {
  const parts: UpscaledPart[] = [];
  const stop = new AbortController();
  const work = upscaler.upscale(picture, {
    signal: stop.signal,
    onPart: (part) => {
      parts.push(part);
      if (parts.length === count) stop.abort(new Error('enough'));
    },
  });
  await expect(work).rejects.toThrow('enough');
  return parts;
};

describe('a picture that was aborted', () => {
  it.each<[string, Parameters<typeof drawn>, UpscalerOptions, number]>([
    ['in rows', [40, 90], { memoryBudget: 1.5 * MIB }, 2],
    ['in columns', [90, 40], { memoryBudget: 1.5 * MIB }, 2],
    ['in strips', [110, 110], { memoryBudget: 1.1 * MIB }, 20],
    ['with a border of its own', [40, 90], { memoryBudget: 1.5 * MIB, border: 'wrap' }, 3],
    ['with padding', [40, 90], { memoryBudget: 1.5 * MIB, prePad: 10 }, 3],
    ['in its alpha channel', [40, 90, 4], { memoryBudget: 1.5 * MIB }, 9],
    ['grey, of 16 bits', [40, 90, 1, 16], { memoryBudget: 1.5 * MIB }, 3],
    ['of 16 bits', [40, 90, 3, 16], { memoryBudget: 1.5 * MIB }, 3],
  ])('goes on %s, and is the same', async (_, size, options, count) => {
    const picture = drawn(...size);
    const upscaler = new Upscaler(model, options);
    const all: UpscaledPart[] = [];
    const whole = await upscaler.upscale(picture, { onPart: (part) => all.push(part) });
    expect(all.length).toBeGreaterThan(count);
    const before = tf.memory().numTensors;
    const parts = await partsOf(upscaler, picture, count);
    expect(parts).toEqual(all.slice(0, count));
    const rest: UpscaledPart[] = [];
    const again = await upscaler.upscale(picture, {
      parts,
      onPart: (part) => rest.push(part),
    });
    expect(tf.memory().numTensors).toBe(before);
    // Nothing of what is there is computed again, but for lines that belong to a pixel of the input whose others are not.
    const area = (some: readonly UpscaledPart[]) =>
      some.reduce((sum, { width, height }) => sum + width * height, 0);
    const twice = area(parts) + area(rest) - area(all);
    expect(twice).toBeGreaterThanOrEqual(0);
    expect(twice).toBeLessThan(4 * 4 * (Math.max(picture.width, picture.height) + 10));
    let worst = 0;
    again.image.data.forEach((v, i) => {
      worst = Math.max(worst, Math.abs(v - whole.image.data[i]!));
    });
    expect(worst).toBeLessThanOrEqual(whole.image.data instanceof Uint16Array ? 4 : 1);
    // With all parts there is nothing left to compute.
    const none = await upscaler.upscale(picture, { parts: [...parts, ...rest], onPart: () => expect.fail() });
    expect(none.image.data).toEqual(again.image.data);
  });

  it('begins anew where another budget cuts it otherwise', async () => {
    const picture = drawn(110, 110);
    const small = new Upscaler(model, { memoryBudget: 1.1 * MIB });
    const parts = await partsOf(small, picture, 3);
    const large = new Upscaler(model, { memoryBudget: 64 * MIB });
    const { image } = await large.upscale(picture, { parts });
    expect(image.data).toEqual((await large.upscale(picture)).image.data);
  });

  it('refuses parts that are not its own', async () => {
    const picture = drawn(40, 90);
    const upscaler = new Upscaler(model, { memoryBudget: 1.5 * MIB });
    const parts = await partsOf(upscaler, picture, 3);
    const [first, second] = parts as [UpscaledPart, UpscaledPart];
    const { data } = first;
    const cases: [UpscaledPart[], RegExp][] = [
      [[second], /is not the band that follows line 0/],
      [[first, first], /is not the band that follows/],
      [[{ ...first, pass: 1 }], /does not follow those before it/],
      [[{ ...first, strip: 1 }], /does not follow those before it/],
      [[{ ...first, x: 4 }], /is not the band/],
      [[{ ...first, y: Number.NaN }], /is not the band/],
      [[{ ...first, width: first.width - 4 }], /is not the band/],
      [[{ ...first, line: first.line + 4 }], /is not the band/],
      [[{ ...first, line: 1e9, height: 1e9 }], /is not the band/],
      [[{ ...first, data: data.subarray(1) }], /has \d+ samples, expected \d+/],
      [[{ ...first, data: new Uint16Array(data.length) }], /samples of another kind, Uint16Array/],
    ];
    const before = tf.memory().numTensors;
    for (const [given, message] of cases) {
      await expect(upscaler.upscale(picture, { parts: given })).rejects.toThrow(message);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('tells no parts of a picture in one piece, nor of tiles', async () => {
    const compact = modelOf(new SRVGGNetCompact({ numFeat: 8, numConv: 1 }));
    const picture = drawn(40, 40);
    const parts: UpscaledPart[] = [];
    await new Upscaler(compact, { mode: 'fast', tile: 16 }).upscale(picture, {
      onPart: (part) => parts.push(part),
    });
    expect(parts).toEqual([]);
    compact.dispose();
  });
});
