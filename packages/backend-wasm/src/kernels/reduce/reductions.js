import { backend_util, util } from '@tensorflow/tfjs-core';
import { allFloat, defineKernel } from '../kernel';
import { axisGroups } from './axis-groups';
import { reduceMiddle } from './reduce-middle';
const product = (groups) => groups.reduce((size, group) => size * group.size, 1);
/** Reduces one group of axes after the other, the last one first; `divisor` divides the final result. */
const reduceGroups = (backend, reducer, x, groups, divisor) => {
    let current = x;
    for (let last = groups.findLastIndex(({ reduced }) => reduced); last >= 0;) {
        const [before, after] = [groups.slice(0, last), groups.slice(last + 1)];
        const rows = groups[last].size;
        groups = [...before, ...after];
        last = groups.findLastIndex(({ reduced }) => reduced);
        const from = backend.address(current);
        const y = backend.output([product(groups)]);
        reduceMiddle(backend, reducer, {
            x: from,
            y: y.address,
            batch: product(before),
            rows,
            columns: product(after),
            divisor: last < 0 ? divisor : 1,
        });
        if (current !== x)
            backend.disposeIntermediateTensorInfo(current);
        current = y.info;
    }
    return current;
};
const reduction = (kernelName, { reducer, mean = false, inSteps = true }) => defineKernel(kernelName, ({ backend, inputs: { x }, attrs }) => {
    if (!allFloat(x) || util.sizeFromShape(x.shape) === 0)
        return undefined;
    const axes = util.parseAxisParam((attrs.axis ?? attrs.reductionIndices), x.shape);
    const groups = axisGroups(x.shape, axes);
    const steps = groups.filter(({ reduced }) => reduced);
    const [outShape] = backend_util.computeOutAndReduceShapes(x.shape, axes);
    const shape = attrs.keepDims ? backend_util.expandShapeToKeepDim(outShape, axes) : outShape;
    // Nothing to reduce: the elements stay.
    if (steps.length === 0)
        return backend.alias(x, shape);
    if (steps.length > 1 && !inSteps)
        return undefined;
    const reduced = reduceGroups(backend, reducer, x, groups, mean ? product(steps) : 1);
    return { ...reduced, shape };
});
const SUM = { reduce: 'sumChunk', combine: 'combineSumChunk' };
const PRODUCT = { reduce: 'productChunk', combine: 'combineProductChunk' };
const MAXIMUM = { reduce: 'maximumOfChunk', combine: 'combineMaximumChunk' };
const MINIMUM = { reduce: 'minimumOfChunk', combine: 'combineMinimumChunk' };
/** float32 tensors over any axes, accumulated in float64. */
export const REDUCTION_KERNELS = [
    reduction('Sum', { reducer: SUM }),
    reduction('Mean', { reducer: SUM, mean: true }),
    reduction('Prod', { reducer: PRODUCT, inSteps: false }),
    reduction('Max', { reducer: MAXIMUM }),
    reduction('Min', { reducer: MINIMUM }),
];
