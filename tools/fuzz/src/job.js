import { mutate } from './mutate';
import { randomOf } from './random';
/** The input's bytes. */
export const inputOf = (seeds, { seed, input }) => {
    const random = randomOf(seed, input);
    return mutate(seeds[Math.floor(random() * seeds.length)], random);
};
