import { describe, expect, it } from 'vitest';
import { roundHalfEven } from './round-half-even';
describe('roundHalfEven', () => {
    it('takes halves to the even neighbour and everything else to the nearest', () => {
        const pairs = [
            [0.5, 0],
            [1.5, 2],
            [2.5, 2],
            [-0.5, 0],
            [-1.5, -2],
            [-2.5, -2],
            [254.5, 254],
            [0.49999999999999994, 0],
            [2.5000000000000004, 3],
            [-3.7, -4],
            [2 ** 50 + 0.5, 2 ** 50],
        ];
        // `+ 0` makes -0 and 0 the same.
        expect(pairs.map(([value]) => roundHalfEven(value) + 0)).toEqual(pairs.map(([, whole]) => whole));
        expect(roundHalfEven(Number.NaN)).toBeNaN();
    });
});
