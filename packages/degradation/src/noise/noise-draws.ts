import { fillNormal } from './fill-normal';
import { fillPoisson } from './fill-poisson';
import type { PhotonLevels } from './photon-levels';

/**
 * Where the noise steps of a recipe get their numbers from. A recipe names each sample's noise by a seed; what a seed
 * stands for is decided here, so that recorded noise can be replayed through the same steps.
 */
export interface NoiseDraws {
  /** Fills `out` with standard normal numbers: `[height, width, 3]`, or a grey plane `[height, width]`. */
  normal(out: Float32Array, seed: number): void;
  /** Fills `out` with Poisson counts; element i has the rate `levels[i] / 255 * vals`. */
  poisson(out: Float32Array, photons: PhotonLevels, seed: number): void;
}

/** Generators of our own: the same noise for a seed on every machine. */
export const SEEDED_NOISE: NoiseDraws = {
  normal: fillNormal,
  poisson: (out, { levels, vals }, seed) => fillPoisson(out, levels, vals, seed),
};
