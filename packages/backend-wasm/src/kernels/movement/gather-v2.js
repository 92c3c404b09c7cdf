import { backend_util, util } from '@tensorflow/tfjs-core';
import { gatherRows } from '../../movement/gather-rows';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
const { collectGatherOpShapeInfo } = backend_util.segment_util;
export const gatherV2 = defineKernel('GatherV2', ({ backend, inputs: { x, indices }, attrs }) => {
    const dtype = wordType(x);
    if (!dtype || indices.dtype !== 'int32')
        return undefined;
    const axis = util.parseAxisParam(attrs.axis, x.shape)[0];
    const { batchSize, outerSize, dimSize, sliceSize, outputShape } = collectGatherOpShapeInfo(
    // It reads nothing but the shapes.
    x, indices, axis, attrs.batchDims ?? 0);
    const length = util.sizeFromShape(indices.shape);
    const from = backend.address(x);
    const numbers = backend.address(indices);
    for (const index of backend.intsAt(numbers, length)) {
        // tfjs's kernel says what is wrong.
        if (index < 0 || index >= dimSize)
            return undefined;
    }
    const y = backend.output(outputShape, dtype);
    gatherRows(backend, {
        from,
        to: y.address,
        indices: numbers,
        batches: batchSize,
        outer: outerSize,
        dimension: dimSize,
        count: batchSize === 0 ? 0 : length / batchSize,
        slice: sliceSize,
    });
    return y.info;
});
