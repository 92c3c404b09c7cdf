import { mixBits } from '@srkit/core';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
/** Steps of a Weyl sequence: 2^32 over the golden ratio. */
const GOLDEN = 0x9e3779b9;
/**
 * The random source of a seed. `stream` tells independent sources of one seed apart.
 *
 * The whole state is filled with mixed words: pure-rand's own seeding writes the seed into the state as it is, so
 * that the first draws of neighbouring seeds would be nearly the same.
 *
 * @param seed unsigned 32-bit integer
 * @param stream small non-negative integer
 */
export const seededSource = (seed, stream) => {
    const words = [0, 1, 2, 3].map((i) => mixBits(mixBits(seed) + Math.imul(4 * stream + i + 1, GOLDEN)));
    const generator = xoroshiro128plusFromState(words);
    const weighted = (population, weights) => {
        let left = uniformFloat64(generator) * weights.reduce((sum, weight) => sum + weight, 0);
        const index = weights.findIndex((weight) => {
            left -= weight;
            return left < 0;
        });
        // Rounding can leave nothing below zero; the last entry that can be drawn stands for it.
        return population[index >= 0 ? index : weights.findLastIndex((weight) => weight > 0)];
    };
    return {
        // Rounding could pass `high` by one unit, which for a cutoff of pi would be no cutoff.
        uniform: (low, high) => Math.min(high, low + (high - low) * uniformFloat64(generator)),
        integer: (low, high) => uniformInt(generator, low, high),
        choice: (population) => population[uniformInt(generator, 0, population.length - 1)],
        weighted,
    };
};
