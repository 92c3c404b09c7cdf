import '@tensorflow/tfjs-backend-wasm';
import { fileURLToPath } from 'node:url';
import { DeviceError } from '@srkit/core';
import { decodeImage, type Raster } from '@srkit/image';
import { defaultModelUrl, type LoadedModel, loadModel, RRDBNet } from '@srkit/models';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkResult } from './check-result';
import { drawn, modelOf } from './testing';
import { Upscaler } from './upscaler';

let model: LoadedModel;
let picture: Raster;

beforeAll(async () => {
  await tf.setBackend('wasm');
  await tf.ready();
  model = await loadModel(defaultModelUrl());
  picture = await decodeImage(fileURLToPath(new URL('../fixtures/embedded-input.png', import.meta.url)));
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => model.dispose());

/** Does something to what the network gives, for chosen calls (from 0). */
const spoil = (calls: (n: number) => boolean, change: (y: tf.Tensor4D) => tf.Tensor4D): void => {
  const { network } = model;
  const original = network.reconstruct.bind(network);
  let n = 0;
  vi.spyOn(network, 'reconstruct').mockImplementation((features, input) => {
    const y = original(features, input);
    return calls(n++) ? tf.tidy(() => change(y)) : y;
  });
};
const black = (y: tf.Tensor4D): tf.Tensor4D => tf.zerosLike(y);
const white = (y: tf.Tensor4D): tf.Tensor4D => tf.onesLike(y);
/** The lower part, `rows` output rows of it, is black. */
const bar =
  (rows: number) =>
  (y: tf.Tensor4D): tf.Tensor4D => {
    const [, h, w, c] = y.shape;
    return tf.concat([tf.slice(y, [0, 0, 0, 0], [1, h - rows, w, c]), tf.zeros([1, rows, w, c])], 1);
  };

const failure = async (options: object, source = picture): Promise<string> => {
  const before = tf.memory().numTensors;
  const error = await new Upscaler(model, options).upscale(source).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DeviceError);
  expect(tf.memory().numTensors).toBe(before);
  return String(error);
};

describe('broken results', () => {
  it.each([
    ['black', black],
    ['saturated', white],
    ['shifted', (y: tf.Tensor4D) => tf.add<tf.Tensor4D>(y, 0.5)],
  ])('one %s tile of many is an error that names it', async (_, change) => {
    spoil((n) => n === 4, change);
    // 64 x 48 pixels in tiles of 16: the fifth begins the second row.
    expect(await failure({ tile: 16 })).toMatch(
      /E_DEVICE_RESULT.*tile 5 of 12 \(columns 0 to 16, rows 16 to 32 of the picture\).*--no-check/,
    );
  });

  it('a black bar in the only tile is one as well', async () => {
    spoil(() => true, bar(32));
    expect(await failure({ tile: 0 })).toMatch(/tile 1 of 1/);
  });

  it('so is a picture that is black all over, or broken at its full size alone', async () => {
    spoil(() => true, black);
    expect(await failure({ tile: 0 })).toMatch(/E_DEVICE_RESULT/);
    vi.restoreAllMocks();
    spoil((n) => n === 0, black);
    expect(await failure({ tile: 0 })).toMatch(/E_DEVICE_RESULT/);
    vi.restoreAllMocks();
    spoil(
      (n) => n === 0,
      (y) => tf.mul<tf.Tensor4D>(y, 0.02),
    );
    expect(await failure({ tile: 0 })).toMatch(/E_DEVICE_RESULT/);
  });

  it('of a picture that is computed in bands names the rows or columns of the band', async () => {
    const wide = drawn(160, 96);
    for (const source of [wide, { ...drawn(96, 160) }]) {
      const { width, height } = source;
      const upscaler = new Upscaler(model, { memoryBudget: 6 * 2 ** 20 });
      const plan = upscaler.plan(width, height);
      const { bands } = plan;
      if (!bands || bands.whole) throw new Error('The picture is not computed in bands.');
      const { image } = await upscaler.upscale(source);
      const data = image.data.slice();
      // Output rows (columns) that end within the second band are black.
      const [from, to] = [4 * bands.rows, 4 * Math.min(2 * bands.rows, bands.along === 1 ? height : width)];
      for (let y = 0; y < 4 * height; y++) {
        for (let x = 0; x < 4 * width; x++) {
          const at = bands.along === 1 ? y : x;
          if (at >= from && at < to) data.fill(0, 3 * (y * 4 * width + x), 3 * (y * 4 * width + x) + 3);
        }
      }
      const [along, across, cross] =
        bands.along === 1 ? ['rows', 'columns', width] : ['columns', 'rows', height];
      expect(() => checkResult(source, { ...image, data }, 4, 255, plan, { x: 0, y: 0 })).toThrow(
        `broken in the band of ${along} ${from / 4} to ${to / 4} (${across} 0 to ${cross} of the picture)`,
      );
    }
  });

  it('the advice of the message gives the picture as it is', async () => {
    spoil((n) => n === 4, black);
    const { report } = await new Upscaler(model, { tile: 16, check: false }).upscale(picture);
    expect(report).toMatchObject({ fidelity: null, notes: [] });
  });

  it('a small change is a warning, none is none, and notes of the file go over', async () => {
    spoil(
      (n) => n === 4,
      (y) => tf.add<tf.Tensor4D>(y, 0.17),
    );
    const { report } = await new Upscaler(model, { tile: 16 }).upscale({ ...picture, notes: ['odd'] });
    expect(report.notes).toEqual([
      'odd',
      expect.stringMatching(/^tile 5 of 12 .*differs .* low resolution$/),
    ]);
    vi.restoreAllMocks();
    for (const channels of [1, 2, 4] as const) {
      const source = drawn(40, 30, channels, channels === 2 ? 16 : 8);
      const { report: clean } = await new Upscaler(model, { tile: 16 }).upscale(source);
      expect(clean.notes, `${channels}`).toEqual([]);
      expect(clean.fidelity?.worst).toBeLessThan(0.06);
    }
  });

  it('what an untrained network gives is let through, with a warning', async () => {
    const network = new RRDBNet({ numFeat: 8, numBlock: 1, numGrowCh: 4 });
    const { report } = await new Upscaler(modelOf(network)).upscale(drawn(40, 30));
    expect(report.notes).toEqual([expect.stringMatching(/little to do with the picture.*trained/)]);
    network.dispose();
  });
});

describe('keepColours', () => {
  const meansOf = ({ width, height, channels, data }: Raster): number[] =>
    Array.from({ length: channels }, (_, c) => {
      let sum = 0;
      for (let i = c; i < data.length; i += channels) sum += data[i]!;
      return sum / (width * height);
    });

  it('is recommended where the network darkens, and undoes it', async () => {
    spoil(
      () => true,
      (y) => tf.mul<tf.Tensor4D>(y, [0.9, 0.95, 1]),
    );
    const plain = await new Upscaler(model, { tile: 0 }).upscale(picture);
    expect(plain.report.notes).toEqual([
      expect.stringMatching(/changes colours by \d+ levels.*--keep-colours/),
    ]);
    const kept = await new Upscaler(model, { tile: 0, keepColours: true }).upscale(picture);
    const [before, after, expected] = [meansOf(plain.image), meansOf(kept.image), meansOf(picture)];
    expect(expected[0]! - before[0]!).toBeGreaterThan(8);
    after.forEach((mean, c) => {
      expect(Math.abs(mean - expected[c]!)).toBeLessThan(1);
    });
  });

  it('changes neither detail nor alpha, where colours are kept already', async () => {
    const source = drawn(48, 40, 4);
    const plain = await new Upscaler(model).upscale(source);
    const kept = await new Upscaler(model, { keepColours: true }).upscale(source);
    let worst = 0;
    plain.image.data.forEach((value, i) => {
      const change = Math.abs(value - kept.image.data[i]!);
      if (i % 4 === 3) expect(change).toBe(0);
      worst = Math.max(worst, change);
    });
    expect(worst).toBeLessThan(6);
  });

  it('wants true or false', () => {
    expect(() => new Upscaler(model, { keepColours: 'yes' as unknown as boolean })).toThrow(
      /keepColours is yes/,
    );
  });
});

it('measures squares of the border with what is left over, by their own area', () => {
  const [width, height, scale] = [29, 13, 2] as const;
  const span = (size: number) => [{ core: { start: 0, end: size }, window: { start: 0, end: size } }];
  const plan = {
    ...{ columns: span(width), rows: span(height), tile: [width, height] as const, halo: 0, sees: 0 },
    ...{ exact: true, feather: 0, overhead: 1, bytes: 0 },
  } as const;
  const source = { width, height, channels: 3 as const, data: new Uint8Array(width * height * 3).fill(100) };
  const size = { width: width * scale, height: height * scale, channels: 3 as const };
  const check = (value: (x: number, y: number) => number) => {
    const data = Uint8Array.from({ length: size.width * size.height * 3 }, (_, i) =>
      value(Math.floor(i / 3) % size.width, Math.floor(i / 3 / size.width)),
    );
    return checkResult(source, { ...size, data }, scale, 255, plan, { x: 0, y: 0 });
  };
  const brighter = check(() => 110);
  expect(brighter.drift).toBeCloseTo(10 / 255, 10);
  expect(brighter.worst).toBeCloseTo(10 / 255, 10);
  // The third square has the columns 16 to 28, of which the last five are brighter, and all of the thirteen rows.
  expect(check((x) => (x >= 2 * 24 ? 113 : 100)).worst).toBeCloseTo((13 * 5) / 13 / 255, 10);
  expect(check((_, y) => (y >= 2 * 8 ? 113 : 100)).worst).toBeCloseTo((13 * 5) / 13 / 255, 10);
});
