import { describe, expect, it } from 'vitest';
import { fillPoisson } from './fill-poisson';
import { GUIDE, poissonTable } from './poisson-table';
const SIZE = 1_000_000;
const draw = (level, vals, seed) => {
    const out = new Float32Array(SIZE);
    fillPoisson(out, new Uint8Array(SIZE).fill(level), vals, seed);
    return out;
};
/** Logarithm of the probability of a count. */
const logProbability = (count, rate) => {
    let log = -rate + count * Math.log(rate);
    for (let k = 2; k <= count; k++)
        log -= Math.log(k);
    return log;
};
/** Chi-square of observed counts, bins of fewer than 20 expected ones joined; and its degrees of freedom. */
const chiSquare = (values, rate) => {
    const observed = new Map();
    for (const value of values)
        observed.set(value, (observed.get(value) ?? 0) + 1);
    let [sum, freedom, seen, expected, left] = [0, -1, 0, 0, SIZE];
    for (let count = 0; left >= 20; count++) {
        seen += observed.get(count) ?? 0;
        expected += SIZE * Math.exp(logProbability(count, rate));
        if (expected < 20)
            continue;
        left -= expected;
        sum += (seen - expected) ** 2 / expected;
        [seen, expected] = [0, 0];
        freedom++;
    }
    return { sum, freedom };
};
describe('Poisson counts', () => {
    it.each([
        [1, 128],
        [3, 256],
        [60, 256],
        [254, 256],
        [255, 256],
        [128, 1],
    ])('of level %i and vals %i follow the distribution', (level, vals) => {
        const { sum, freedom } = chiSquare(draw(level, vals, 11), Math.fround(level / 255) * vals);
        expect(freedom).toBeGreaterThan(2);
        // Close to normal: exceeded by one sequence in ten thousand.
        expect(sum).toBeLessThan(freedom + 3.8 * Math.sqrt(2 * freedom));
    });
    it('of rate 0 are 0', () => {
        expect(draw(0, 256, 1).every((count) => count === 0)).toBe(true);
    });
    it('have rates and variances as their levels say, for every level and vals', () => {
        for (let vals = 1; vals <= 256; vals *= 2) {
            const levels = Uint8Array.from({ length: SIZE }, (_, i) => i & 255);
            const counts = new Float32Array(SIZE);
            fillPoisson(counts, levels, vals, vals);
            let [mean, square, rates] = [0, 0, 0];
            for (let i = 0; i < SIZE; i++) {
                const rate = (levels[i] / 255) * vals;
                rates += rate;
                mean += counts[i] - rate;
                square += (counts[i] - rate) ** 2 - rate;
            }
            expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(rates));
            expect(Math.abs(square)).toBeLessThan(4 * Math.sqrt(SIZE * (vals * vals + vals)));
        }
    });
    it('do not depend on their neighbours', () => {
        const values = draw(60, 256, 3);
        const rate = (60 / 255) * 256;
        let sum = 0;
        for (let i = 1; i < SIZE; i++)
            sum += (values[i] - rate) * (values[i - 1] - rate);
        expect(Math.abs(sum)).toBeLessThan(4 * rate * Math.sqrt(SIZE));
    });
});
it('the guide of a table leads to the count that a search from its first one finds', () => {
    const { bounds, firsts, guide } = poissonTable(256);
    expect(bounds.length).toBeLessThan(2 ** 16);
    let first = 0;
    for (let level = 0; level < 256; level++) {
        expect(first - firsts[level]).toBeGreaterThanOrEqual(0);
        const searched = Array.from({ length: GUIDE }, (_, entry) => {
            let index = first;
            while (bounds[index] < entry * (2 ** 32 / GUIDE))
                index++;
            return index;
        });
        expect([...guide.subarray(level * GUIDE, (level + 1) * GUIDE)]).toEqual(searched);
        while (bounds[first] < 2 ** 32 - 1)
            first++;
        first++;
    }
    expect(first).toBe(bounds.length);
});
