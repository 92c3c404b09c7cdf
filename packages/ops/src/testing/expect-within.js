import { expect } from 'vitest';
/** Fails unless every value lies within `bound` of the one expected; NaN is not. */
export const expectWithin = (actual, expected, bound) => {
    expect(actual.length).toBe(expected.length);
    let worst = 0;
    for (let i = 0; i < expected.length; i++) {
        const difference = Math.abs(actual[i] - expected[i]);
        // Not Math.max alone: it would let a NaN be forgotten by the comparison below.
        worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(worst, difference);
    }
    expect(worst).toBeLessThan(bound);
};
