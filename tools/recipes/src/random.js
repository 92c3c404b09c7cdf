import { mixBits } from '@srkit/core';
/** A number in [0, 1) for each place in a series, the same for the same seed: a run goes on where it stopped. */
export const randomAt = (seed, step, index) => (mixBits(mixBits(mixBits(seed + 0x9e3779b9) + step) + Math.imul(index + 1, 0x85ebca6b)) >>> 0) / 2 ** 32;
/** Numbers that one square takes. */
const EACH = 4;
/** The squares of a step: a set, and from it any squares of any pictures, turned and mirrored. */
export const drawPicks = (sets, { seed, step, count, side, }) => {
    const below = (index, limit) => Math.floor(randomAt(seed, step, index) * limit);
    const set = sets[below(0, sets.length)];
    const [pictures, height, width] = set.lq.shape;
    const picks = Array.from({ length: count }, (_, i) => ({
        picture: below(1 + i * EACH, pictures),
        y: below(2 + i * EACH, height - side + 1),
        x: below(3 + i * EACH, width - side + 1),
        symmetry: below(4 + i * EACH, 8),
    }));
    return { set, picks };
};
