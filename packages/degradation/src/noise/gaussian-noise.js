import { finish } from './finish';
import { SEEDED_NOISE } from './noise-draws';
/**
 * Adds Gaussian noise of given draws to one sample (Real-ESRGAN, section 3.2): `x + draws * sigma / 255`.
 *
 * @param x `[height, width, 3]`.
 * @param draws standard normal: `[height, width, 3]`, or `[height, width]` with `gray`.
 * @param out as `x`; may be `x`, or colour draws.
 */
export const addGaussianNoise = (x, draws, out, { sigma, gray, clip, rounds }) => {
    const deviation = sigma / 255;
    if (gray) {
        for (let i = 0, k = 0; i < draws.length; i++, k += 3) {
            const noise = draws[i] * deviation;
            out[k] = x[k] + noise;
            out[k + 1] = x[k + 1] + noise;
            out[k + 2] = x[k + 2] + noise;
        }
    }
    else {
        for (let i = 0; i < draws.length; i++)
            out[i] = x[i] + draws[i] * deviation;
    }
    finish(out, { clip, rounds });
};
/**
 * Adds seeded Gaussian noise to one sample and clamps to 0..1. Only the draws that are used are made.
 *
 * @param x `[height, width, 3]`.
 * @param out as `x`, and not `x` itself.
 * @param noise what the seeds stand for
 */
export const applyGaussianNoise = (x, out, { height, width, sigma, gray, seed, graySeed }, noise = SEEDED_NOISE) => {
    const draws = gray ? new Float32Array(height * width) : out;
    noise.normal(draws, gray ? graySeed : seed);
    addGaussianNoise(x, draws, out, { sigma, gray, clip: true, rounds: false });
};
