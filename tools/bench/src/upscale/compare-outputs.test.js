import { expect, test } from 'vitest';
import { maxDifference, spread } from './compare-outputs';
/** Two pixels, red 0.1 and 0.2, green 0.3 and 0.4, blue 0.5 and 1.5. */
const reference = { layout: 'nchw', data: Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 1.5) };
const nhwc = (...values) => ({ layout: 'nhwc', data: Float32Array.from(values) });
test('layouts are compared pixel by pixel', () => {
    expect(maxDifference(reference, nhwc(0.1, 0.3, 0.5, 0.2, 0.4, 1.5))).toBe(0);
    expect(maxDifference(reference, nhwc(0.1, 0.3, 0.5, 0.2, 0.4, 1.25))).toBe(0.25);
});
test('16-bit samples are compared with the clamped reference', () => {
    const samples = [0.1, 0.3, 0.5, 0.2, 0.4, 1].map((v) => v * 65535);
    const fine = { layout: 'nhwc', data: Uint16Array.from(samples, Math.round) };
    expect(maxDifference(reference, fine)).toBeLessThan(1 / 65535);
});
test('NaN and a wrong size never pass for agreement', () => {
    expect(maxDifference(reference, nhwc(0.1, Number.NaN, 0.5, 0.2, 0.4, 1.5))).toBeNaN();
    expect(maxDifference(reference, nhwc(0.1))).toBe(Number.POSITIVE_INFINITY);
});
test('spread tells a constant output from a picture', () => {
    expect(spread(Float32Array.of(2, 2, 2))).toEqual({ mean: 2, deviation: 0 });
    expect(spread(Float32Array.of(0, 2))).toEqual({ mean: 1, deviation: 1 });
});
