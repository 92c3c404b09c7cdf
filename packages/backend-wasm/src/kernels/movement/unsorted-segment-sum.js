import { util } from '@tensorflow/tfjs-core';
import { scatterAdd } from '../../movement/scatter-add';
import { allFloat, defineKernel } from '../kernel';
export const unsortedSegmentSum = defineKernel('UnsortedSegmentSum', ({ backend, inputs: { x, segmentIds }, attrs: { numSegments } }) => {
    if (!allFloat(x) || segmentIds.dtype !== 'int32' || segmentIds.shape.length !== 1)
        return undefined;
    const updates = backend.address(x);
    const indices = backend.address(segmentIds);
    const inner = x.shape.slice(1);
    const y = backend.output([numSegments, ...inner]);
    scatterAdd(backend, {
        updates,
        indices,
        to: y.address,
        count: x.shape[0],
        slice: util.sizeFromShape(inner),
        rows: numSegments,
        dtype: 'float32',
    });
    return y.info;
});
