import { describe, expect, it } from 'vitest';
import { fillNormal } from './fill-normal';
const SIZE = 2_000_000;
const draw = (seed, size = SIZE) => {
    const out = new Float32Array(size);
    fillNormal(out, seed);
    return out;
};
const density = (x) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
/** The normal distribution function by its Taylor series; exact to float64's last digits within 6. */
const distribution = (x) => {
    let [term, sum] = [x, x];
    for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
        term *= (x * x) / k;
        sum += term;
    }
    return 0.5 + sum * density(x);
};
/** Mean of products of two sequences, over the standard error it has when they are independent. */
const correlation = (a, b) => {
    let sum = 0;
    for (let i = 0; i < a.length; i++)
        sum += a[i] * b[i];
    return sum / Math.sqrt(a.length);
};
describe('normal draws', () => {
    it('have the moments of the distribution', () => {
        const values = draw(1);
        const moments = [0, 0, 0, 0, 0, 0];
        for (const value of values) {
            for (let k = 0, power = value; k < 6; k++, power *= value)
                moments[k] += power / SIZE;
        }
        // Expected value and variance of each power; four standard errors.
        [0, 1, 0, 3, 0, 15].forEach((expected, k) => {
            const variance = [1, 3, 15, 105, 945, 10395][k] - expected * expected;
            expect(Math.abs(moments[k] - expected)).toBeLessThan(4 * Math.sqrt(variance / SIZE));
        });
    });
    it.each([1, 2, 0xffffffff])('of seed %i pass the Kolmogorov-Smirnov test', (seed) => {
        const values = draw(seed).sort();
        let largest = 0;
        for (let i = 0; i < SIZE; i++) {
            const p = distribution(values[i]);
            largest = Math.max(largest, p - i / SIZE, (i + 1) / SIZE - p);
        }
        // Passed by all but one sequence in a thousand.
        expect(largest * Math.sqrt(SIZE)).toBeLessThan(1.95);
    });
    it('have tails as heavy as they should be, also beyond the last layer', () => {
        const values = draw(4, 8_000_000);
        for (const start of [3, 3.5, 3.7, 4.2, 4.7]) {
            for (const sign of [-1, 1]) {
                const expected = values.length * (1 - distribution(start));
                const found = values.reduce((sum, value) => sum + (sign * value > start ? 1 : 0), 0);
                expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt(expected));
            }
        }
    });
    it('do not depend on their neighbours, in size or in sign', () => {
        const values = draw(5);
        const squares = values.map((value) => (value * value - 1) / Math.SQRT2);
        for (const lag of [1, 2, 3, 256]) {
            expect(Math.abs(correlation(values.subarray(lag), values.subarray(0, -lag)))).toBeLessThan(4);
            expect(Math.abs(correlation(squares.subarray(lag), squares.subarray(0, -lag)))).toBeLessThan(4);
        }
    });
    it('of neighbouring seeds do not depend on each other, from the first one on', () => {
        const first = Float32Array.from({ length: 100_000 }, (_, seed) => draw(seed, 1)[0]);
        expect(Math.abs(correlation(first.subarray(1), first.subarray(0, -1)))).toBeLessThan(4);
        expect(Math.abs(first.reduce((sum, value) => sum + value)) / Math.sqrt(first.length)).toBeLessThan(4);
        expect(Math.abs(correlation(draw(7), draw(8)))).toBeLessThan(4);
    });
    it('are these', () => {
        expect([...draw(1, 4)]).toMatchInlineSnapshot(`
      [
        1.245947003364563,
        0.14201125502586365,
        0.04226268082857132,
        -1.742092490196228,
      ]
    `);
    });
});
