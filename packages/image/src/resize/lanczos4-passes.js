import { TAPS } from './lanczos4-taps';
// The eight taps are written out because V8 runs a loop over them twenty times slower; and both passes see
// Float32Array only, whatever the picture's depth, so that their compiled code stays the fast, single-typed one.
/** Horizontal pass: `row` becomes `out`, channels interleaved in both. */
export const lanczos4Row = (row, out, channels, taps) => {
    const { index, weight } = taps;
    const length = out.length;
    for (let x = 0, at = 0; at < length; x += TAPS) {
        const i0 = index[x] * channels;
        const i1 = index[x + 1] * channels;
        const i2 = index[x + 2] * channels;
        const i3 = index[x + 3] * channels;
        const i4 = index[x + 4] * channels;
        const i5 = index[x + 5] * channels;
        const i6 = index[x + 6] * channels;
        const i7 = index[x + 7] * channels;
        const w0 = weight[x];
        const w1 = weight[x + 1];
        const w2 = weight[x + 2];
        const w3 = weight[x + 3];
        const w4 = weight[x + 4];
        const w5 = weight[x + 5];
        const w6 = weight[x + 6];
        const w7 = weight[x + 7];
        for (let c = 0; c < channels; c++) {
            out[at++] =
                w0 * row[i0 + c] +
                    w1 * row[i1 + c] +
                    w2 * row[i2 + c] +
                    w3 * row[i3 + c] +
                    w4 * row[i4 + c] +
                    w5 * row[i5 + c] +
                    w6 * row[i6 + c] +
                    w7 * row[i7 + c];
        }
    }
};
/** Vertical pass: output row `y` of the taps, from the rows that `rowOf` gives, into `out`. */
export const lanczos4Column = (rowOf, out, y, taps) => {
    const { index, weight } = taps;
    const first = y * TAPS;
    const tap = (k) => rowOf(index[first + k]);
    const [r0, r1, r2, r3] = [tap(0), tap(1), tap(2), tap(3)];
    const [r4, r5, r6, r7] = [tap(4), tap(5), tap(6), tap(7)];
    const w0 = weight[first];
    const w1 = weight[first + 1];
    const w2 = weight[first + 2];
    const w3 = weight[first + 3];
    const w4 = weight[first + 4];
    const w5 = weight[first + 5];
    const w6 = weight[first + 6];
    const w7 = weight[first + 7];
    const length = out.length;
    for (let x = 0; x < length; x++) {
        out[x] =
            w0 * r0[x] +
                w1 * r1[x] +
                w2 * r2[x] +
                w3 * r3[x] +
                w4 * r4[x] +
                w5 * r5[x] +
                w6 * r6[x] +
                w7 * r7[x];
    }
};
