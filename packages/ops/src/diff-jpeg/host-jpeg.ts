import { JPEG_CHROMA_STEPS, JPEG_LUMA_STEPS } from '@srkit/core/contracts';
import { RELAXED_SIMD, SIMD } from '../generated/jpeg';
import { SimdModule } from '../simd/simd-module';

interface Jpeg {
  jpegBand(x: number, width: number, planes: number, steps: number, differentiable: boolean): void;
}

const simd = SimdModule.open<Jpeg>({ RELAXED_SIMD, SIMD });

/** Whether this machine runs the SIMD kernel; without it the reference form is used. */
export const hasSimdJpeg = simd !== undefined;

/** The kernel's block of 64 floats comes first in its memory, then the two tables. */
const STEPS_AT = 64;
const PLANES_AT = STEPS_AT + 128;

/** Rows of pixels that the kernel takes at a time. */
const BAND = 16;

/**
 * What multiplies the tables where the factor is 0 and nothing is quantised: steps that are below what float32 keeps of
 * a coefficient.
 */
const FINEST = 2 ** -20;

/**
 * `diffJpeg` of one sample on arrays, by the SIMD kernel of `assembly/jpeg.ts`, band by band: `x` and `out` are
 * `[height, width, 3]`.
 */
export const hostJpeg = (
  x: Float32Array,
  height: number,
  width: number,
  factor: number,
  differentiable: boolean,
  out: Float32Array,
): void => {
  if (!simd) throw new Error('hostJpeg needs WebAssembly SIMD; hasSimdJpeg says whether it is there.');
  const padded = Math.ceil(width / BAND) * BAND;
  const rowsAt = PLANES_AT + 24 * padded;
  const memory = simd.floats(rowsAt + BAND * padded * 3);
  for (let k = 0; k < 64; k++) {
    // The kernel holds blocks transposed when it quantises them.
    const transposed = STEPS_AT + (k & 7) * 8 + (k >> 3);
    memory[transposed] = JPEG_LUMA_STEPS[k]! * (factor || FINEST);
    memory[transposed + 64] = JPEG_CHROMA_STEPS[k]! * (factor || FINEST);
  }
  const [row, paddedRow] = [width * 3, padded * 3];
  for (let top = 0; top < height; top += BAND) {
    const count = Math.min(BAND, height - top);
    for (let y = 0; y < count; y++) {
      const at = rowsAt + y * paddedRow;
      memory.set(x.subarray((top + y) * row, (top + y + 1) * row), at);
      memory.fill(0, at + row, at + paddedRow);
    }
    memory.fill(0, rowsAt + count * paddedRow, rowsAt + BAND * paddedRow);
    simd.exports.jpegBand(rowsAt * 4, padded, PLANES_AT * 4, STEPS_AT * 4, differentiable);
    for (let y = 0; y < count; y++) {
      const at = rowsAt + y * paddedRow;
      out.set(memory.subarray(at, at + row), (top + y) * row);
    }
  }
};
