import { finish, type NoiseEnd } from './finish';
import { luma } from './luma';
import { type NoiseDraws, SEEDED_NOISE } from './noise-draws';
import { type PhotonLevels, photonLevels } from './photon-levels';

export interface PoissonNoiseOptions extends NoiseEnd {
  /** Strength; 1 is the noise of the picture's own photons. */
  readonly scale: number;
  /** Levels and counts are those of the luma, and the noise is added to all three channels. */
  readonly gray: boolean;
}

/** The noise of one count, by level: 0 to 255 over 255. */
const levelValues = Float32Array.from({ length: 256 }, (_, level) => level / 255);

/**
 * Levels and `vals` that the counts of a sample are drawn for: of its values, or with `gray` of its unrounded luma.
 *
 * @param x `[height, width, 3]`.
 */
export const poissonLevels = (x: Float32Array, gray: boolean): PhotonLevels =>
  photonLevels(gray ? luma(x) : x);

/**
 * Adds Poisson noise of given counts to one sample (Real-ESRGAN, section 3.2):
 * `x + scale * (counts / vals - levels / 255)`.
 *
 * @param x `[height, width, 3]`.
 * @param counts Poisson draws for `photons`: `[height, width, 3]`, or `[height, width]` with `gray`.
 * @param photons what `poissonLevels` gives for `x`.
 * @param out as `x`; may be `x`, or colour counts.
 */
export const addPoissonNoise = (
  x: Float32Array,
  counts: Float32Array,
  { levels, vals }: PhotonLevels,
  out: Float32Array,
  { scale, gray, clip, rounds }: PoissonNoiseOptions,
): void => {
  const values = levelValues;
  const perCount = 1 / vals;
  if (gray) {
    for (let i = 0, k = 0; i < counts.length; i++, k += 3) {
      const noise = scale * (counts[i]! * perCount - values[levels[i]!]!);
      out[k] = x[k]! + noise;
      out[k + 1] = x[k + 1]! + noise;
      out[k + 2] = x[k + 2]! + noise;
    }
  } else {
    for (let i = 0; i < counts.length; i++) {
      out[i] = x[i]! + scale * (counts[i]! * perCount - values[levels[i]!]!);
    }
  }
  finish(out, { clip, rounds });
};

export interface SeededPoissonNoise {
  readonly height: number;
  readonly width: number;
  /** Strength; 1 is the noise of the picture's own photons. */
  readonly scale: number;
  readonly gray: boolean;
  /** Seed of the counts, an unsigned 32-bit integer. */
  readonly seed: number;
}

/**
 * Adds seeded Poisson noise to one sample and clamps to 0..1.
 *
 * @param x `[height, width, 3]`.
 * @param out as `x`, and not `x` itself.
 * @param noise what the seed stands for
 */
export const applyPoissonNoise = (
  x: Float32Array,
  out: Float32Array,
  { height, width, scale, gray, seed }: SeededPoissonNoise,
  noise: NoiseDraws = SEEDED_NOISE,
): void => {
  const photons = poissonLevels(x, gray);
  const counts = gray ? new Float32Array(height * width) : out;
  noise.poisson(counts, photons, seed);
  addPoissonNoise(x, counts, photons, out, { scale, gray, clip: true, rounds: false });
};
