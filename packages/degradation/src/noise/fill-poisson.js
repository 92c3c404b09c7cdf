import { GUIDE, poissonTable } from './poisson-table';
import { seededBits } from './seeded-bits';
/**
 * Fills `out` with independent Poisson counts, the same ones for a seed on every machine.
 *
 * @param levels 8-bit levels, as many as `out`; the rate of element i is `levels[i] / 255 * vals`.
 * @param vals a power of two, 1 to 256.
 * @param seed an unsigned 32-bit integer.
 */
export const fillPoisson = (out, levels, vals, seed) => {
    const bits = seededBits(seed);
    const { bounds, firsts, guide } = poissonTable(vals);
    for (let i = 0; i < out.length; i++) {
        const level = levels[i];
        const draw = bits.next() >>> 0;
        let index = guide[level * GUIDE + (draw >>> 24)];
        while (draw > bounds[index])
            index++;
        out[i] = index - firsts[level];
    }
};
