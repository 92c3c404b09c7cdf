import type { Raster } from '@srkit/image';
import { expect, test } from 'vitest';
import { originalOf } from './evaluate';
import { resizeBicubic } from './resize-bicubic';

const grey = (width: number, height: number, at: (x: number, y: number) => number): Raster => ({
  width,
  height,
  channels: 1,
  data: Uint8Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))),
});

test('a constant picture stays constant up to its borders', () => {
  const { width, height, data } = resizeBicubic(
    grey(5, 3, () => 77),
    4,
  );
  expect([width, height]).toEqual([20, 12]);
  expect(new Set(data)).toEqual(new Set([77]));
});

test('a ramp stays a ramp away from the borders, sampled at pixel centres', () => {
  const { width, data } = resizeBicubic(
    grey(12, 6, (x) => 20 * x),
    4,
  );
  const row = data.subarray(10 * width, 11 * width);
  for (let x = 8; x < 40; x++) expect(row[x]).toBe(Math.round(20 * ((x + 0.5) / 4 - 0.5)));
});

test('an edge overshoots by the cubic with a = -0.5, and is clamped', () => {
  const step = grey(16, 1, (x) => (x < 8 ? 100 : 200));
  const row = [...resizeBicubic(step, 4).data.subarray(0, 64)];
  // Sample 28 lies at 6.625, 1.375 before the first bright pixel: 100 + 100 w(1.375), w(1.375) = -0.0732.
  expect(row[28]).toBe(93);
  expect(Math.min(...row)).toBe(93);
  const hard = grey(16, 1, (x) => (x < 8 ? 0 : 255));
  expect(Math.min(...resizeBicubic(hard, 4).data)).toBe(0);
});

test('a reduction averages', () => {
  const checks = grey(16, 16, (x, y) => ((x + y) % 2 === 0 ? 0 : 255));
  const { width, height, data } = resizeBicubic(checks, 1 / 4);
  expect([width, height]).toEqual([4, 4]);
  for (const value of data) expect(Math.abs(value - 127.5)).toBeLessThan(3);
});

test('an original is cut at the bottom and right to what its LR picture covers', () => {
  const original = grey(11, 10, (x, y) => 16 * y + x);
  const { width, height, data } = originalOf(original, { width: 2, height: 2 }, 4);
  expect([width, height, data[0], data[8]]).toEqual([8, 8, 0, 16]);
  expect(() => originalOf(original, { width: 3, height: 2 }, 4)).toThrow('11x10 and the LR picture 3x2');
  expect(() => originalOf(original, { width: 2, height: 1 }, 4)).toThrow('expected 4 times');
});
