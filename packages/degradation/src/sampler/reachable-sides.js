import { canReflect, MAX_SIDE, SHARPEN_SIZE } from '../check/limits';
import { lqSide, targetSide } from './picture';
/** The extreme scale that a stage's resize can draw. */
const extremeScale = ({ resizeProb, resizeRange }, extreme) => {
    const [up, down] = resizeProb;
    if (extreme === 'least')
        return down > 0 ? resizeRange[0] : 1;
    return up > 0 ? resizeRange[1] : 1;
};
/**
 * The least or the most that can be left of a side: at the start, and after every stage's resize. All resizes grow
 * with the side and with the scale, so that extreme scales give extreme sides.
 */
export const reachableSides = ({ stages, scale }, side, extreme) => {
    const sides = [side];
    for (const stage of stages) {
        const factor = extremeScale(stage, extreme);
        sides.push(stage.resizeOf === 'target' ? targetSide(side, scale, factor) : Math.floor(sides.at(-1) * factor));
    }
    return sides;
};
/** Whether every recipe for a picture with this side can be applied: all blurs can pad, and nothing vanishes. */
export const alwaysFits = (options, side) => {
    const { stages, final, scale, sharpen, sharpenGt, gtSize, order } = options;
    const sides = reachableSides(options, side, 'least');
    const least = Math.min(...sides);
    const stagesFit = stages.every(({ blurProb, kernelSizes }, i) => blurProb === 0 ||
        // In random order a blur may come after any of the resizes.
        canReflect(order === 'shuffled' ? least : sides[i], Math.max(...kernelSizes)));
    const lq = lqSide(side, scale);
    return (stagesFit &&
        Math.min(least, lq) >= 1 &&
        (final.sincProb === 0 || canReflect(lq, Math.max(...final.kernelSizes))) &&
        (!(sharpen || sharpenGt) || canReflect(side, SHARPEN_SIZE)) &&
        (gtSize === null || side >= gtSize));
};
/** Smallest side for which `alwaysFits`, or null if none does up to `MAX_SIDE`. A larger side fits if a smaller does. */
export const smallestSide = (options) => {
    if (!alwaysFits(options, MAX_SIDE))
        return null;
    let [low, high] = [1, MAX_SIDE];
    while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (alwaysFits(options, middle))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
};
