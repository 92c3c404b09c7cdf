/**
 * Numbers of rows from their coordinates: `indices` is int32 `[count, rank]`, row-major over `shape`'s first axes.
 *
 * @param strides rows from one index of an axis to the next.
 * @param rows how many there are.
 * @throws Error tfjs's own, for rows that do not exist.
 */
export const flatIndices = (indices, count, strides, rows, shape) => {
    const rank = strides.length;
    const flat = new Int32Array(count);
    for (let i = 0; i < count; i++) {
        let row = 0;
        for (let k = 0; k < rank; k++)
            row += indices[i * rank + k] * strides[k];
        if (row < 0 || row >= rows) {
            const index = indices.subarray(i * rank, (i + 1) * rank).join(',');
            throw new Error(`Invalid indices: ${index} does not index into ${shape}`);
        }
        flat[i] = row;
    }
    return flat;
};
