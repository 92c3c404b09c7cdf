import { tensor4d } from '@tensorflow/tfjs-core';
import { applyGaussianNoise } from '../noise/gaussian-noise';
import { applyPoissonNoise } from '../noise/poisson-noise';
/**
 * Adds noise, sample by sample, in plain arrays: the draws do not come from the backend, and those of Poisson noise
 * depend on the picture.
 */
export const applyNoise = async (x, step, noise) => {
    const [batch, height, width] = x.shape;
    const values = (await x.data());
    const out = new Float32Array(values.length);
    const size = height * width * 3;
    for (let sample = 0; sample < batch; sample++) {
        const from = values.subarray(sample * size, (sample + 1) * size);
        const to = out.subarray(sample * size, (sample + 1) * size);
        const [gray, seed] = [step.gray[sample], step.seeds[sample]];
        if (step.op === 'gaussianNoise') {
            const sigma = step.sigma[sample];
            applyGaussianNoise(from, to, { height, width, sigma, gray, seed, graySeed: step.graySeed }, noise);
        }
        else {
            applyPoissonNoise(from, to, { height, width, scale: step.scale[sample], gray, seed }, noise);
        }
    }
    return tensor4d(out, x.shape);
};
