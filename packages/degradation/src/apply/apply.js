import { usmSharp } from '@srkit/ops';
import { clone } from '@tensorflow/tfjs-core';
import { checkRecipe } from '../check/check-recipe';
import { applyStep } from './apply-step';
import { asBatch, checkValues } from './checked-image';
import { finishPair } from './finish-pair';
/**
 * Degrades pictures as a recipe says (Real-ESRGAN, section 3): the same picture and recipe give the same pair on every
 * backend, and a batch the same as its samples one by one (see `sampleOf`).
 *
 * Returns the LQ picture, `[n, h / scale, w / scale, 3]`, of 8-bit values over 255, and the ground truth that belongs to
 * it, both cropped where the recipe crops. With `sharpenGt` the ground truth is the sharpened one (Real-ESRNet); without,
 * it is as it was, and `usmSharp` of `@srkit/ops` makes the targets of Real-ESRGAN+ from the crop. Reports a step as done
 * each time (`unit: 'steps'`).
 *
 * @param image ground truth, RGB in 0..1: `[height, width, 3]` or `[n, height, width, 3]`
 * @throws ShapeError when the image does not fit the recipe; ConfigError for a recipe that cannot be applied, or values
 *   that are NaN or outside 0..1; `signal.reason` when aborted. Nothing is left behind.
 */
export const apply = async (image, recipe, { signal, onProgress, noise } = {}) => {
    signal?.throwIfAborted();
    checkRecipe({ name: 'apply', code: 'E_CONFIG_RECIPE' }, recipe);
    const total = recipe.steps.length;
    const gt = asBatch(image, recipe);
    let current;
    let sharp;
    try {
        onProgress?.({ done: 0, total, unit: 'steps' });
        const values = (await gt.data());
        checkValues(values);
        if (recipe.sharpen || recipe.sharpenGt)
            sharp = usmSharp(gt);
        current = clone((recipe.sharpen && sharp) || gt);
        for (const [index, step] of recipe.steps.entries()) {
            signal?.throwIfAborted();
            const next = await applyStep(current, step, noise);
            current.dispose();
            current = next;
            onProgress?.({ done: index + 1, total, unit: 'steps' });
        }
        signal?.throwIfAborted();
        const target = recipe.sharpenGt && sharp ? (await sharp.data()) : values;
        return await finishPair(current, target, recipe);
    }
    finally {
        gt.dispose();
        sharp?.dispose();
        current?.dispose();
    }
};
