import { TAPS, type Taps } from './lanczos4-taps';

// The eight taps are written out because V8 runs a loop over them twenty times slower; and both passes see
// Float32Array only, whatever the picture's depth, so that their compiled code stays the fast, single-typed one.

/** Horizontal pass: `row` becomes `out`, channels interleaved in both. */
export const lanczos4Row = (row: Float32Array, out: Float32Array, channels: number, taps: Taps): void => {
  const { index, weight } = taps;
  const length = out.length;
  for (let x = 0, at = 0; at < length; x += TAPS) {
    const i0 = (index[x] as number) * channels;
    const i1 = (index[x + 1] as number) * channels;
    const i2 = (index[x + 2] as number) * channels;
    const i3 = (index[x + 3] as number) * channels;
    const i4 = (index[x + 4] as number) * channels;
    const i5 = (index[x + 5] as number) * channels;
    const i6 = (index[x + 6] as number) * channels;
    const i7 = (index[x + 7] as number) * channels;
    const w0 = weight[x] as number;
    const w1 = weight[x + 1] as number;
    const w2 = weight[x + 2] as number;
    const w3 = weight[x + 3] as number;
    const w4 = weight[x + 4] as number;
    const w5 = weight[x + 5] as number;
    const w6 = weight[x + 6] as number;
    const w7 = weight[x + 7] as number;
    for (let c = 0; c < channels; c++) {
      out[at++] =
        w0 * (row[i0 + c] as number) +
        w1 * (row[i1 + c] as number) +
        w2 * (row[i2 + c] as number) +
        w3 * (row[i3 + c] as number) +
        w4 * (row[i4 + c] as number) +
        w5 * (row[i5 + c] as number) +
        w6 * (row[i6 + c] as number) +
        w7 * (row[i7 + c] as number);
    }
  }
};

/** Vertical pass: output row `y` of the taps, from the rows that `rowOf` gives, into `out`. */
export const lanczos4Column = (
  rowOf: (y: number) => Float32Array,
  out: Float64Array,
  y: number,
  taps: Taps,
): void => {
  const { index, weight } = taps;
  const first = y * TAPS;
  const tap = (k: number) => rowOf(index[first + k] as number);
  const [r0, r1, r2, r3] = [tap(0), tap(1), tap(2), tap(3)];
  const [r4, r5, r6, r7] = [tap(4), tap(5), tap(6), tap(7)];
  const w0 = weight[first] as number;
  const w1 = weight[first + 1] as number;
  const w2 = weight[first + 2] as number;
  const w3 = weight[first + 3] as number;
  const w4 = weight[first + 4] as number;
  const w5 = weight[first + 5] as number;
  const w6 = weight[first + 6] as number;
  const w7 = weight[first + 7] as number;
  const length = out.length;
  for (let x = 0; x < length; x++) {
    out[x] =
      w0 * (r0[x] as number) +
      w1 * (r1[x] as number) +
      w2 * (r2[x] as number) +
      w3 * (r3[x] as number) +
      w4 * (r4[x] as number) +
      w5 * (r5[x] as number) +
      w6 * (r6[x] as number) +
      w7 * (r7[x] as number);
  }
};
