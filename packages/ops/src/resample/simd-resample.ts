import { RELAXED_SIMD, SIMD } from '../generated/resample';
import { SimdModule } from '../simd/simd-module';
import { isIdentity, type ResampleTable } from './resample-table';

interface Resample {
  resampleRow(x: number, outSize: number, first: number, offset: number, weights: number, out: number): void;
  blendRows(x: number, stride: number, count: number, weights: number, out: number): void;
}

const simd = SimdModule.open<Resample>({ RELAXED_SIMD, SIMD });

/** Whether this machine runs the SIMD kernels, which are for RGB. */
export const hasSimdResample = simd !== undefined;

/** Floats in a block of the kernels. */
const BLOCK = 16;

const blocks = (length: number): number => Math.ceil(length / BLOCK) * BLOCK;

/**
 * `resampleArray` for three channels by the SIMD kernels of `assembly/resample.ts`, output row by output row: each input row
 * is resampled horizontally when it is first needed, into a ring of as many rows as an output row can need.
 */
export const simdResample = (
  x: Float32Array,
  batch: number,
  rows: ResampleTable,
  columns: ResampleTable,
  out: Float32Array,
): void => {
  if (!simd)
    throw new Error('simdResample needs WebAssembly SIMD; hasSimdResample says whether it is there.');
  const { exports } = simd;
  const [inRow, outRow] = [columns.inSize * 3, columns.outSize * 3];
  const stride = blocks(outRow + 1);
  let most = 1;
  for (let d = 0; d < rows.outSize; d++) most = Math.max(most, rows.offset[d + 1]! - rows.offset[d]!);
  // Rows lie in order, so that an output row finds its own side by side; when the room ends, those still needed move.
  const capacity = 4 * most;
  const offsetAt = blocks(columns.outSize);
  const weightsAt = offsetAt + blocks(columns.outSize + 1);
  const rowWeightsAt = weightsAt + blocks(columns.weights.length);
  const xAt = rowWeightsAt + blocks(rows.weights.length);
  const betweenAt = xAt + blocks(inRow + BLOCK);
  const outAt = betweenAt + capacity * stride + BLOCK;
  const memory = simd.floats(outAt + stride);
  const integers = new Int32Array(memory.buffer);
  integers.set(columns.first, 0);
  integers.set(columns.offset, offsetAt);
  memory.set(columns.weights, weightsAt);
  memory.set(rows.weights, rowWeightsAt);
  const plain = isIdentity(columns);
  for (let sample = 0; sample < batch; sample++) {
    // Input rows start..ready - 1 are in the room, from its beginning.
    let start = 0;
    let ready = 0;
    for (let d = 0; d < rows.outSize; d++) {
      const begin = rows.offset[d]!;
      const count = rows.offset[d + 1]! - begin;
      const first = rows.first[d]!;
      if (first + count - start > capacity || first < start) {
        const kept = first >= start && ready > first ? ready - first : 0;
        const from = betweenAt + (first - start) * stride;
        if (kept > 0) memory.copyWithin(betweenAt, from, from + kept * stride);
        start = first;
        ready = first + kept;
      }
      if (ready < first) ready = first;
      for (; ready < first + count; ready++) {
        const source = (sample * rows.inSize + ready) * inRow;
        const target = betweenAt + (ready - start) * stride;
        if (plain) {
          memory.set(x.subarray(source, source + inRow), target);
          continue;
        }
        memory.set(x.subarray(source, source + inRow), xAt);
        exports.resampleRow(xAt * 4, columns.outSize, 0, offsetAt * 4, weightsAt * 4, target * 4);
      }
      const from = betweenAt + (first - start) * stride;
      exports.blendRows(from * 4, stride, count, (rowWeightsAt + begin) * 4, outAt * 4);
      out.set(memory.subarray(outAt, outAt + outRow), (sample * rows.outSize + d) * outRow);
    }
  }
};
