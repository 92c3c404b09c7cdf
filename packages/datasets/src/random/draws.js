import { mixBits } from '@srkit/core';
import { seededSource } from '@srkit/degradation';
export const seededDraws = (seed) => {
    const source = seededSource(seed, 0);
    return {
        uniform: source.uniform,
        integer: source.integer,
        choice: source.choice,
        permutation: (count) => {
            const order = Array.from({ length: count }, (_, i) => i);
            for (let i = count - 1; i > 0; i--) {
                const j = source.integer(0, i);
                [order[i], order[j]] = [order[j], order[i]];
            }
            return order;
        },
    };
};
/** True every other time: one draw. */
export const coin = (draws) => draws.uniform(0, 1) < 0.5;
/** Numbers made one unsigned 32-bit seed; neighbouring numbers give unrelated seeds. */
export const mixSeeds = (...numbers) => {
    let seed = 0;
    for (const number of numbers) {
        // Both halves of a number beyond 32 bits count.
        for (const word of [number | 0, Math.floor(number / 2 ** 32) | 0]) {
            seed = mixBits(seed ^ mixBits((word + 0x9e3779b9) | 0)) + 0x9e3779b9;
        }
    }
    return seed >>> 0;
};
