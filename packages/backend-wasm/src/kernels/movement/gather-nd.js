import { backend_util, util } from '@tensorflow/tfjs-core';
import { flatIndices } from '../../movement/flat-indices';
import { gatherRows } from '../../movement/gather-rows';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
export const gatherNd = defineKernel('GatherNd', ({ backend, inputs: { params: x, indices } }) => {
    const dtype = wordType(x);
    if (!dtype || indices.dtype !== 'int32')
        return undefined;
    // It reads nothing but the shapes. The last stride is for elements of a row.
    const [shape, count, slice, strides] = backend_util.prepareAndValidate(x, indices);
    const rank = indices.shape.at(-1);
    const rows = util.sizeFromShape(x.shape) / slice;
    const numbers = backend.intsAt(backend.address(indices), count * rank);
    const flat = flatIndices(numbers, count, strides.slice(0, rank), rows, x.shape);
    const from = backend.address(x);
    const y = backend.output(shape, dtype);
    return backend.withScratch(4 * count, (table) => {
        backend.intsAt(table, count).set(flat);
        gatherRows(backend, {
            from,
            to: y.address,
            indices: table,
            batches: 1,
            outer: 1,
            dimension: rows,
            count,
            slice,
        });
        return y.info;
    });
});
