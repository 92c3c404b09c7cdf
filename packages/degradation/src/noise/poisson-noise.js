import { finish } from './finish';
import { luma } from './luma';
import { SEEDED_NOISE } from './noise-draws';
import { photonLevels } from './photon-levels';
/** The noise of one count, by level: 0 to 255 over 255. */
const levelValues = Float32Array.from({ length: 256 }, (_, level) => level / 255);
/**
 * Levels and `vals` that the counts of a sample are drawn for: of its values, or with `gray` of its unrounded luma.
 *
 * @param x `[height, width, 3]`.
 */
export const poissonLevels = (x, gray) => photonLevels(gray ? luma(x) : x);
/**
 * Adds Poisson noise of given counts to one sample (Real-ESRGAN, section 3.2):
 * `x + scale * (counts / vals - levels / 255)`.
 *
 * @param x `[height, width, 3]`.
 * @param counts Poisson draws for `photons`: `[height, width, 3]`, or `[height, width]` with `gray`.
 * @param photons what `poissonLevels` gives for `x`.
 * @param out as `x`; may be `x`, or colour counts.
 */
export const addPoissonNoise = (x, counts, { levels, vals }, out, { scale, gray, clip, rounds }) => {
    const values = levelValues;
    const perCount = 1 / vals;
    if (gray) {
        for (let i = 0, k = 0; i < counts.length; i++, k += 3) {
            const noise = scale * (counts[i] * perCount - values[levels[i]]);
            out[k] = x[k] + noise;
            out[k + 1] = x[k + 1] + noise;
            out[k + 2] = x[k + 2] + noise;
        }
    }
    else {
        for (let i = 0; i < counts.length; i++) {
            out[i] = x[i] + scale * (counts[i] * perCount - values[levels[i]]);
        }
    }
    finish(out, { clip, rounds });
};
/**
 * Adds seeded Poisson noise to one sample and clamps to 0..1.
 *
 * @param x `[height, width, 3]`.
 * @param out as `x`, and not `x` itself.
 * @param noise what the seed stands for
 */
export const applyPoissonNoise = (x, out, { height, width, scale, gray, seed }, noise = SEEDED_NOISE) => {
    const photons = poissonLevels(x, gray);
    const counts = gray ? new Float32Array(height * width) : out;
    noise.poisson(counts, photons, seed);
    addPoissonNoise(x, counts, photons, out, { scale, gray, clip: true, rounds: false });
};
