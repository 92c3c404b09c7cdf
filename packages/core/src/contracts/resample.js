/** A linear map along the height and one along the width of `[n, h, w, c]`. */
export const RESAMPLE = {
    kernelName: 'SrkitResample',
    inputs: ['x'],
    outputShape: ({ x: [n, , , c] }, { rows, columns }) => [n, rows.outSize, columns.outSize, c],
};
/**
 * Makes a table from a description of its outputs.
 *
 * @param taps Calls `add` for every tap of output `d`; an index may come several times and lies in `0..inSize - 1`.
 */
export const resampleTable = (inSize, outSize, taps) => {
    const first = new Int32Array(outSize);
    const offset = new Int32Array(outSize + 1);
    const weights = [];
    const row = new Float64Array(inSize);
    let low = inSize;
    let high = -1;
    const add = (index, weight) => {
        // Most kernels end in taps of weight zero, which would only cost time.
        if (weight === 0)
            return;
        row[index] = row[index] + weight;
        if (index < low)
            low = index;
        if (index > high)
            high = index;
    };
    for (let d = 0; d < outSize; d++) {
        low = inSize;
        high = -1;
        taps(d, add);
        first[d] = high < 0 ? 0 : low;
        for (let i = low; i <= high; i++) {
            weights.push(row[i]);
            row[i] = 0;
        }
        offset[d + 1] = weights.length;
    }
    return { inSize, outSize, first, offset, weights: Float32Array.from(weights) };
};
/** The table that changes nothing. */
export const identityTable = (size) => resampleTable(size, size, (d, add) => add(d, 1));
/** True for a table that changes nothing. */
export const isIdentity = ({ inSize, outSize, first, offset, weights }) => {
    if (inSize !== outSize || weights.length !== outSize)
        return false;
    for (let d = 0; d < outSize; d++) {
        if (first[d] !== d || offset[d] !== d || weights[d] !== 1)
            return false;
    }
    return true;
};
/** The transposed map, which carries gradients from the output back to the input. */
export const transposeTable = (table) => {
    const { inSize, outSize, first, offset, weights } = table;
    const low = new Int32Array(inSize).fill(outSize);
    const high = new Int32Array(inSize).fill(-1);
    for (let d = 0; d < outSize; d++) {
        const count = offset[d + 1] - offset[d];
        for (let i = first[d]; i < first[d] + count; i++) {
            low[i] = Math.min(low[i], d);
            high[i] = d;
        }
    }
    return resampleTable(outSize, inSize, (i, add) => {
        for (let d = low[i]; d <= high[i]; d++) {
            const k = i - first[d];
            if (k >= 0 && k < offset[d + 1] - offset[d])
                add(d, weights[offset[d] + k]);
        }
    });
};
/** The table as a full matrix, `outSize * inSize` values in row order. */
export const denseTable = ({ inSize, outSize, first, offset, weights }) => {
    const matrix = new Float32Array(outSize * inSize);
    for (let d = 0; d < outSize; d++) {
        matrix.set(weights.subarray(offset[d], offset[d + 1]), d * inSize + first[d]);
    }
    return matrix;
};
