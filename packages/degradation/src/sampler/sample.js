import { ConfigError } from '@srkit/core';
import { parseOptions } from '../check/parse-options';
import { checkedShape } from './check-shape';
import { drawRecipe } from './draw-recipe';
import { seededStreams } from './random-streams';
/**
 * Draws every random decision of a degradation (Real-ESRGAN, section 3). The same options, seed and shape give the
 * same recipe, always and everywhere.
 *
 * As in the official code the batch shares kinds, order and scales of the steps; kernels, noise strengths and JPEG
 * qualities are each sample's own. Sample a picture at a time where all of it should differ.
 *
 * @param seed unsigned 32-bit integer; neighbouring seeds give unrelated recipes
 * @param shape of the ground truth: `[height, width, 3]`, or `[batch, height, width, 3]`
 * @throws ConfigError `E_CONFIG_OPTIONS` or `E_CONFIG_SEED`; ShapeError for a picture that is too small for these
 *   options whatever is drawn, or too large.
 */
export const sample = (options, seed, shape) => {
    const checked = parseOptions(options);
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
        throw new ConfigError('E_CONFIG_SEED', `sample: seed is ${seed}, expected an integer in 0..4294967295.`);
    }
    return drawRecipe(checked, seededStreams(seed), seed, checkedShape(checked, shape));
};
