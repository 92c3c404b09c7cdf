import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Raster, writeImage } from '@srkit/image';
import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend, tensor3d, tensor4d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { CLASSICAL_X4, describeProtocol, msSsim, niqe, psnr, ssim } from './index';
import { drawPair } from './testing/draw-pair';

const grey = (width: number, height: number, value: (i: number) => number): Raster => ({
  width,
  height,
  channels: 1,
  data: Uint8Array.from({ length: width * height }, (_, i) => value(i)),
});

const rgb = (r: number, g: number, b: number): Raster => ({
  width: 12,
  height: 12,
  channels: 3,
  data: Uint8Array.from({ length: 12 * 12 * 3 }, (_, i) => [r, g, b][i % 3]!),
});

beforeAll(async () => {
  await setBackend('cpu');
});

describe('psnr', () => {
  test('of a difference of one level everywhere is 48.13 dB, of none infinite', async () => {
    const a = grey(5, 4, (i) => i);
    expect(
      await psnr(
        a,
        grey(5, 4, (i) => i + 1),
      ),
    ).toBeCloseTo(20 * Math.log10(255), 12);
    expect(await psnr(a, a)).toBe(Number.POSITIVE_INFINITY);
    expect(await psnr(a, a, { epsilon: 1e-8 })).toBeCloseTo(80, 12);
  });

  test('takes luma in studio range or in full range, which differ by 255 / 219', async () => {
    const [a, b] = [rgb(100, 100, 100), rgb(110, 110, 110)];
    const full = await psnr(a, b, { channel: 'y', luma: 'full' });
    expect(full).toBeCloseTo(20 * Math.log10(25.5), 9);
    expect((await psnr(a, b, { channel: 'y' })) - full).toBeCloseTo(20 * Math.log10(255 / 219), 4);
    expect(await psnr(a, b)).toBeCloseTo(full, 9);
  });

  test('is that of differences and squares modulo 256 where that is asked for', async () => {
    const of = (level: number) =>
      psnr(
        grey(4, 4, () => 100),
        grey(4, 4, () => level),
        { wrapped: true },
      );
    // 3 and 253 are both 9 from their squares' rest; 16 and its like vanish altogether.
    expect(await of(97)).toBeCloseTo(10 * Math.log10(255 ** 2 / 9), 9);
    expect(await of(103)).toBeCloseTo(10 * Math.log10(255 ** 2 / 9), 9);
    expect(await of(116)).toBe(Number.POSITIVE_INFINITY);
  });

  test('weighs red, green and blue', async () => {
    const of = async (r: number, g: number, b: number) =>
      255 / 10 ** ((await psnr(rgb(0, 0, 0), rgb(r, g, b), { channel: 'y' })) / 20);
    expect(await of(255, 0, 0)).toBeCloseTo(65.481, 9);
    expect(await of(0, 255, 0)).toBeCloseTo(128.553, 9);
    expect(await of(0, 0, 255)).toBeCloseTo(24.966, 9);
  });

  test('leaves out the crop on all four sides', async () => {
    const framed = (i: number) => (i % 8 < 2 || i % 8 > 5 || i < 16 || i >= 48 ? 200 : 50);
    const [a, b] = [grey(8, 8, () => 50), grey(8, 8, framed)];
    expect(await psnr(a, b, { crop: 2 })).toBe(Number.POSITIVE_INFINITY);
    expect(await psnr(a, b, { crop: 1 })).toBeLessThan(10);
  });

  test('compares depths and kinds of pictures by value, and leaves alpha out', async () => {
    const eight = grey(6, 6, (i) => i * 7);
    const sixteen: Raster = { ...eight, data: Uint16Array.from(eight.data, (v) => v * 257) };
    const alpha: Raster = {
      ...eight,
      channels: 2,
      data: Uint8Array.from({ length: 72 }, (_, i) => (i % 2 ? i : eight.data[i >> 1]!)),
    };
    const tensor = tensor4d(
      Float32Array.from(eight.data, (v) => v / 255),
      [1, 6, 6, 1],
    );
    const flat = tensor3d(
      Float32Array.from(eight.data, (v) => v / 255),
      [6, 6, 1],
    );
    for (const other of [sixteen, alpha, tensor, flat]) expect(await psnr(eight, other)).toBeGreaterThan(140);
    tensor.dispose();
    flat.dispose();
  });

  test('rounds a tensor to 8 bits if asked, halves to even, and clamps', async () => {
    const x = tensor4d([0.5 / 255, 1.5 / 255, -0.2, 1.3], [1, 2, 2, 1]);
    const a: Raster = { width: 2, height: 2, channels: 1, data: Uint8Array.of(0, 2, 0, 255) };
    expect(await psnr(x, a, { round: true })).toBe(Number.POSITIVE_INFINITY);
    expect(await psnr(x, a)).toBeLessThan(20);
    x.dispose();
  });

  test('reads files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'srkit-metrics-'));
    const [a, b] = drawPair(24, 20);
    await writeImage(join(folder, 'a.png'), a, { format: 'png' });
    expect(await psnr(join(folder, 'a.png'), b)).toBe(await psnr(a, b));
    await rm(folder, { recursive: true });
  });
});

describe('structural similarity', () => {
  test('is 1 for equal pictures and falls with contrast', async () => {
    const [a] = drawPair(40, 40);
    expect(await ssim(a, a)).toBe(1);
    const pale: Raster = { ...a, data: a.data.map((v) => 128 + ((v - 128) >> 1)) };
    expect(await ssim(a, pale)).toBeLessThan(0.95);
  });

  // C1 is what decides where a picture is dark.
  test('of flat pictures is that of their means', async () => {
    const [dark, lighter] = [0, 10].map((level) => grey(16, 16, () => level));
    const c1 = (0.01 * 255) ** 2;
    expect(await ssim(dark!, lighter!)).toBeCloseTo(c1 / (100 + c1), 9);
  });

  // And C2 where it hardly varies.
  test('does not weigh what nobody sees', async () => {
    const flat = grey(16, 16, () => 100);
    const ripple = grey(16, 16, (i) => 100 + (i % 2));
    const value = await ssim(flat, ripple);
    // A variance of 1/4 against none: C2 / (1/4 + C2), and hardly less for the mean.
    const c2 = (0.03 * 255) ** 2;
    expect(value).toBeCloseTo(c2 / (0.25 + c2), 3);
  });

  // Figures of an independent version in PyTorch, in double precision.
  test('over five scales is what PyTorch computes, also on odd sides', async () => {
    expect(await msSsim(...drawPair(176, 192))).toBeCloseTo(0.9773642979191267, 10);
    expect(await msSsim(...drawPair(165, 171))).toBeCloseTo(0.9773635299222749, 10);
  });
});

test('NIQE finds noise less natural, and a constant picture defined or refused, never wrong in silence', async () => {
  const [clean, noisy] = drawPair(200, 200);
  expect(await niqe(clean)).not.toBe(await niqe(noisy));
  expect(await niqe(noisy)).toBeGreaterThan(0);
  // What this code gives, which agrees with BasicSR's on photos.
  expect(await niqe(clean)).toBeCloseTo(17.0495131284618, 6);
});

describe('bad input', () => {
  const a = grey(20, 20, () => 0);
  test.each([
    [
      'sizes that differ',
      () =>
        psnr(
          a,
          grey(20, 21, () => 0),
        ),
      /20x20 with 1 channel and 20x21/,
    ],
    [
      'grey against colour',
      () =>
        psnr(
          grey(12, 12, () => 0),
          rgb(0, 0, 0),
        ),
      /convert both to RGB/,
    ],
    ['a crop that leaves nothing', () => psnr(a, a, { crop: 10 }), /expected a crop below 10/],
    ['a crop that is no whole number', () => psnr(a, a, { crop: 0.5 }), /protocol.crop is 0.5/],
    ['an unknown channel', () => psnr(a, a, { channel: 'Y' as 'y' }), /protocol.channel is Y/],
    ['a name that nobody knows', () => psnr(a, a, { border: 4 } as object), /border/],
    ['too small a picture for SSIM', () => ssim(a, a, { crop: 5 }), /sides of 11 or more/],
    ['too small a picture for five scales', () => msSsim(...drawPair(160, 300)), /sides of 161 or more/],
    ['too small a picture for NIQE', () => niqe(...([drawPair(150, 150)[0]] as const)), /expected 2 or more/],
    ['a batch', () => psnr(tensor4d(new Float32Array(24), [2, 2, 2, 3]), a), /one picture at a time/],
  ])('%s', async (_, run, message) => {
    await expect(run()).rejects.toThrow(message);
  });

  test('leaves no tensor', async () => {
    const before = memory().numTensors;
    const x = tensor4d(new Float32Array(12), [1, 2, 2, 3]);
    await expect(psnr(x, a)).rejects.toThrow();
    x.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

test('a protocol is said in words', () => {
  expect(describeProtocol(CLASSICAL_X4)).toBe('Y (BT.601 studio), crop 4, 8 bit');
  expect(describeProtocol({})).toBe('RGB, crop 0');
});
