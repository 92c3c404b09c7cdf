import { describe, expect, it } from 'vitest';
import { chiSquare, counts, kolmogorovSmirnov } from './goodness-of-fit';
describe('goodness of fit', () => {
    it('knows the tabulated critical values', () => {
        // Chi-square with 1, 6 and 7 degrees of freedom at p = 1e-4: 15.14, 27.86, 29.88; the formula is at most 8% above.
        for (const [categories, table] of [
            [2, 15.14],
            [7, 27.86],
            [8, 29.88],
        ]) {
            const { critical } = chiSquare(Array(categories).fill(5), Array(categories).fill(1 / categories));
            expect(critical / table).toBeGreaterThan(0.999);
            expect(critical / table).toBeLessThan(1.08);
        }
        expect(kolmogorovSmirnov(Array(100).fill(0.5), 0, 1).critical).toBeCloseTo(0.22253, 4);
    });
    it('accepts what fits and rejects what does not', () => {
        const grid = Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000);
        expect(kolmogorovSmirnov(grid, 0, 1).statistic).toBeCloseTo(0.0005, 10);
        const skewed = kolmogorovSmirnov(grid.map((u) => u ** 1.3), 0, 1);
        expect(skewed.statistic).toBeGreaterThan(skewed.critical);
        expect(kolmogorovSmirnov([...grid, 1.1], 0, 1).statistic).toBe(Number.POSITIVE_INFINITY);
        expect(chiSquare([50, 50, 0], [0.5, 0.5, 0]).statistic).toBe(0);
        expect(chiSquare([50, 50, 1], [0.5, 0.5, 0]).statistic).toBe(Number.POSITIVE_INFINITY);
        const biased = chiSquare([600, 400], [0.5, 0.5]);
        expect(biased.statistic).toBeGreaterThan(biased.critical);
    });
    it('counts', () => expect(counts(['a', 'b', 'a'], ['a', 'b', 'c'])).toEqual([2, 1, 0]));
});
