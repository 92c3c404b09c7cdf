import { backend_util } from '@tensorflow/tfjs-core';
import { flatIndices } from '../../movement/flat-indices';
import { scatterAdd } from '../../movement/scatter-add';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
export const scatterNd = defineKernel('ScatterNd', ({ backend, inputs: { indices, updates }, attrs: { shape } }) => {
    const dtype = wordType(updates);
    if (!dtype || indices.dtype !== 'int32')
        return undefined;
    // It reads nothing but the shapes.
    const { sliceRank, numUpdates, sliceSize, strides, outputSize } = backend_util.calculateShapes(updates, indices, shape);
    if (outputSize === 0)
        return backend.output(shape, dtype).info;
    const rows = outputSize / sliceSize;
    const numbers = backend.intsAt(backend.address(indices), numUpdates * sliceRank);
    const flat = flatIndices(numbers, numUpdates, strides.slice(0, sliceRank), rows, shape);
    const from = backend.address(updates);
    const y = backend.output(shape, dtype);
    return backend.withScratch(4 * numUpdates, (table) => {
        backend.intsAt(table, numUpdates).set(flat);
        scatterAdd(backend, {
            updates: from,
            indices: table,
            to: y.address,
            count: numUpdates,
            slice: sliceSize,
            rows,
            dtype,
        });
        return y.info;
    });
});
