/** True with the given probability: one draw, also where the probability is 0 or 1. */
export const chance = (random, probability) => random.uniform(0, 1) < probability;
/** An unsigned 32-bit integer. */
export const seed32 = (random) => random.integer(0, 0xffffffff);
/** The numbers `0..count-1` in random order (Fisher and Yates). */
export const permutation = (random, count) => {
    const order = Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
        const j = random.integer(0, i);
        [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
};
