// Accumulators live in variables and the taps in the innermost loop: whatever the number of taps, each sample is read
// and each result written once. Adding up in the output instead is half as fast.
/** Values that are computed together; eight sums and their weight still fit the processor's registers. */
const BLOCK = 8;
/**
 * `[inSize, inner]` from `x[xAt]` to `[outSize, inner]` at `out[outAt]`: every output is a weighted sum of
 * vectors of `inner` values. For long vectors: rows of a picture, or pixels with many channels.
 */
const resampleVectors = (x, xAt, inner, { outSize, first, offset, weights }, out, outAt) => {
    for (let d = 0; d < outSize; d++) {
        const begin = offset[d];
        const end = offset[d + 1];
        const from = xAt + first[d] * inner;
        const to = outAt + d * inner;
        let i = 0;
        for (; i + BLOCK <= inner; i += BLOCK) {
            let s0 = 0;
            let s1 = 0;
            let s2 = 0;
            let s3 = 0;
            let s4 = 0;
            let s5 = 0;
            let s6 = 0;
            let s7 = 0;
            let p = from + i;
            for (let k = begin; k < end; k++) {
                const w = weights[k];
                s0 += w * x[p];
                s1 += w * x[p + 1];
                s2 += w * x[p + 2];
                s3 += w * x[p + 3];
                s4 += w * x[p + 4];
                s5 += w * x[p + 5];
                s6 += w * x[p + 6];
                s7 += w * x[p + 7];
                p += inner;
            }
            const q = to + i;
            out[q] = s0;
            out[q + 1] = s1;
            out[q + 2] = s2;
            out[q + 3] = s3;
            out[q + 4] = s4;
            out[q + 5] = s5;
            out[q + 6] = s6;
            out[q + 7] = s7;
        }
        for (; i < inner; i++) {
            let sum = 0;
            let p = from + i;
            for (let k = begin; k < end; k++) {
                sum += weights[k] * x[p];
                p += inner;
            }
            out[to + i] = sum;
        }
    }
};
/** Resamples the middle axis: `[outer, inSize, inner]` from `x[xAt]` to `[outer, outSize, inner]` at `out[outAt]`. */
export const resampleAxis = (x, xAt, outer, inner, table, out, outAt) => {
    const inStep = table.inSize * inner;
    const outStep = table.outSize * inner;
    for (let i = 0; i < outer; i++)
        resampleVectors(x, xAt + i * inStep, inner, table, out, outAt + i * outStep);
};
