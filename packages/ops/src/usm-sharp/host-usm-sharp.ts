import { hasSimdFilter, hostFilter2d } from '../filter2d/host-filter2d';
import { RELAXED_SIMD, SIMD } from '../generated/sharpen';
import { SimdModule } from '../simd/simd-module';

interface Sharpen {
  sharpenMask(x: number, blurred: number, mask: number, length: number, threshold: number): void;
  sharpenBlend(x: number, blurred: number, soft: number, length: number, weight: number): void;
}

const simd = SimdModule.open<Sharpen>({ RELAXED_SIMD, SIMD });

/** Whether this machine runs the SIMD kernels; without them the reference form is used. */
export const hasSimdSharpen = simd !== undefined && hasSimdFilter;

/** Floats that are copied to the kernels at a time: three such pieces stay in a core's cache. */
const PIECE = 2 ** 14;

/** Calls `kernel` on pieces of `x` and `blurred`, with `third` as third operand, which it replaces. */
const inPieces = (
  { floats }: { floats: (length: number) => Float32Array },
  x: Float32Array,
  blurred: Float32Array,
  third: Float32Array,
  kernel: (length: number) => void,
): void => {
  const memory = floats(3 * PIECE);
  for (let start = 0; start < x.length; start += PIECE) {
    const end = Math.min(x.length, start + PIECE);
    memory.set(x.subarray(start, end), 0);
    memory.set(blurred.subarray(start, end), PIECE);
    memory.set(third.subarray(start, end), 2 * PIECE);
    kernel(Math.ceil((end - start) / 4) * 4);
    third.set(memory.subarray(2 * PIECE, 2 * PIECE + end - start), start);
  }
};

/**
 * `usmSharp` on arrays, by the SIMD kernels of `assembly/sharpen.ts` and the two passes of `hostFilter2d`.
 *
 * @param gaussian the weights of one axis
 */
export const hostUsmSharp = (
  x: Float32Array,
  shape: readonly number[],
  gaussian: readonly number[],
  weight: number,
  threshold: number,
  out: Float32Array,
): void => {
  if (!simd) throw new Error('hostUsmSharp needs WebAssembly SIMD; hasSimdSharpen says whether it is there.');
  const side = gaussian.length;
  const kernel = { values: new Float32Array(side * side), shape: [1, side, side] };
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) kernel.values[i * side + j] = gaussian[i]! * gaussian[j]!;
  }
  const memory = { floats: (length: number) => simd.floats(length) };
  const [second, third] = [PIECE * 4, PIECE * 8];
  const blurred = new Float32Array(x.length);
  hostFilter2d({ values: x, shape }, kernel, 'reflect', blurred);
  const mask = new Float32Array(x.length);
  inPieces(memory, x, blurred, mask, (length) =>
    simd.exports.sharpenMask(0, second, third, length, threshold),
  );
  hostFilter2d({ values: mask, shape }, kernel, 'reflect', out);
  inPieces(memory, x, blurred, out, (length) => simd.exports.sharpenBlend(0, second, third, length, weight));
};
