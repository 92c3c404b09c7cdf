import { expect, test } from 'vitest';
import { enlargeBicubic } from './enlarge-bicubic';
const grey = (width, height, at) => ({
    width,
    height,
    channels: 1,
    data: Uint8Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))),
});
test('a constant picture stays constant up to its borders', () => {
    const { width, height, data } = enlargeBicubic(grey(5, 3, () => 77), 4);
    expect([width, height]).toEqual([20, 12]);
    expect(new Set(data)).toEqual(new Set([77]));
});
test('a ramp stays a ramp away from the borders, sampled at pixel centres', () => {
    const { width, data } = enlargeBicubic(grey(12, 6, (x) => 20 * x), 4);
    const row = data.subarray(10 * width, 11 * width);
    for (let x = 8; x < 40; x++)
        expect(row[x]).toBe(Math.round(20 * ((x + 0.5) / 4 - 0.5)));
});
test('an edge overshoots by the cubic with a = -0.5, and is clamped', () => {
    const step = grey(16, 1, (x) => (x < 8 ? 100 : 200));
    const row = [...enlargeBicubic(step, 4).data.subarray(0, 64)];
    // Sample 28 lies at 6.625, 1.375 before the first bright pixel: 100 + 100 w(1.375), w(1.375) = -0.0732.
    expect(row[28]).toBe(93);
    expect(Math.min(...row)).toBe(93);
    const hard = grey(16, 1, (x) => (x < 8 ? 0 : 255));
    expect(Math.min(...enlargeBicubic(hard, 4).data)).toBe(0);
});
