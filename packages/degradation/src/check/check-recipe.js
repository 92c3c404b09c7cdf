import { kernelSize } from '../kernels/kernel-from-spec';
import { lqSide } from '../sampler/picture';
import { resizedSides } from '../sampler/resized-sides';
import { invalid } from './invalid';
import { canReflect, MAX_PIXELS, MAX_SIDE, SHARPEN_SIZE } from './limits';
const checkLengths = (subject, path, step, batch) => {
    for (const [field, value] of Object.entries(step)) {
        if (!Array.isArray(value) || value.length === batch)
            continue;
        throw invalid(subject, `${path}.${field}.length`, value.length, `one entry per sample, ${batch}`);
    }
};
const checkBlur = (subject, path, step, sides) => {
    step.kernels.forEach((kernel, i) => {
        const size = kernelSize(kernel);
        if (canReflect(Math.min(...sides), size))
            return;
        throw invalid(subject, `${path}.kernels[${i}].size`, size, `at most ${2 * Math.min(...sides) - 1}: at this step the picture is ${sides.join(' x ')}, and reflect padding takes half a kernel from it`);
    });
};
const checkResize = (subject, path, sides, batch) => {
    const [height, width] = sides;
    if (Math.min(height, width) < 1 || Math.max(height, width) > MAX_SIDE) {
        throw invalid(subject, path, sides, `sides in 1..${MAX_SIDE} after this resize`);
    }
    if (batch * height * width > MAX_PIXELS) {
        throw invalid(subject, path, sides, `at most ${MAX_PIXELS} pixels in all samples after this resize`);
    }
};
const checkCrop = (subject, recipe, [height, width]) => {
    const { crop, scale } = recipe;
    if (!crop)
        return;
    if (crop.gtSize % scale !== 0) {
        throw invalid(subject, 'crop.gtSize', crop.gtSize, `a multiple of scale, ${scale}`);
    }
    const lqSize = crop.gtSize / scale;
    for (const [field, start, length] of [
        ['top', crop.top, height],
        ['left', crop.left, width],
    ]) {
        if (start + lqSize <= length)
            continue;
        throw invalid(subject, `crop.${field}`, start, `at most ${length - lqSize}: the LQ picture is ${height} x ${width} and the crop ${lqSize} x ${lqSize}`);
    }
};
/**
 * Follows the picture's size through the steps of a recipe and throws where it could not be applied: lists that are
 * not as long as the batch, a kernel that reaches out of the picture, a size of zero or beyond the limits, an
 * outcome that is not the LQ size, a crop outside the picture.
 */
export const checkRecipe = (subject, recipe) => {
    const { batch, height, width, scale } = recipe;
    checkResize(subject, 'height, width', [height, width], batch);
    if ((recipe.sharpen || recipe.sharpenGt) && !canReflect(Math.min(height, width), SHARPEN_SIZE)) {
        throw invalid(subject, recipe.sharpen ? 'sharpen' : 'sharpenGt', true, `false for a picture of ${height} x ${width}: sharpening needs sides above 25`);
    }
    let sides = [height, width];
    recipe.steps.forEach((step, i) => {
        const path = `steps[${i}]`;
        checkLengths(subject, path, step, batch);
        if (step.op === 'blur')
            checkBlur(subject, path, step, sides);
        if (step.op !== 'resize')
            return;
        sides = resizedSides(step, sides);
        checkResize(subject, path, sides, batch);
    });
    const expected = [lqSide(height, scale), lqSide(width, scale)];
    if (sides.join() !== expected.join()) {
        throw invalid(subject, 'the size after all steps', sides, `the LQ size [${expected.join(', ')}]`);
    }
    checkCrop(subject, recipe, sides);
};
