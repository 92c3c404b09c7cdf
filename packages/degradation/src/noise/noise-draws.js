import { fillNormal } from './fill-normal';
import { fillPoisson } from './fill-poisson';
/** Generators of our own: the same noise for a seed on every machine. */
export const SEEDED_NOISE = {
    normal: fillNormal,
    poisson: (out, { levels, vals }, seed) => fillPoisson(out, levels, vals, seed),
};
