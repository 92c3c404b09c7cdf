import { ConfigError } from '@srkit/core';
const stepOf = (step, index) => {
    const one = (list) => [list[index]];
    switch (step.op) {
        case 'blur':
            return { ...step, kernels: one(step.kernels) };
        case 'resize':
            return step;
        case 'gaussianNoise':
            return { ...step, sigma: one(step.sigma), gray: one(step.gray), seeds: one(step.seeds) };
        case 'poissonNoise':
            return { ...step, scale: one(step.scale), gray: one(step.gray), seeds: one(step.seeds) };
        case 'jpeg':
            return { ...step, quality: one(step.quality) };
    }
};
/**
 * What a batch's recipe does to one of its samples, as a recipe for that sample alone.
 *
 * @throws ConfigError `E_CONFIG_INDEX` when the batch has no sample `index`.
 */
export const sampleOf = (recipe, index) => {
    if (!Number.isInteger(index) || index < 0 || index >= recipe.batch) {
        throw new ConfigError('E_CONFIG_INDEX', `sampleOf: index is ${index}, expected an integer in 0..${recipe.batch - 1} for a batch of ${recipe.batch}.`);
    }
    return { ...recipe, batch: 1, steps: recipe.steps.map((step) => stepOf(step, index)) };
};
