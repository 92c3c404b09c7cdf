import { ShapeError } from '@srkit/core';

/** The two samples and the weight of the second one, for every output position of an axis. */
const linearTaps = (size: number, outSize: number) => {
  const first = new Int32Array(outSize);
  const second = new Int32Array(outSize);
  const weight = new Float32Array(outSize);
  const scale = 1 / (outSize / size);
  for (let d = 0; d < outSize; d++) {
    const position = Math.fround((d + 0.5) * scale - 0.5);
    const base = Math.floor(position);
    first[d] = Math.min(Math.max(base, 0), size - 1);
    second[d] = Math.min(Math.max(base + 1, 0), size - 1);
    weight[d] = position - base;
  }
  return { first, second, weight };
};

/**
 * Resizes one plane of floats bilinearly as `cv2.resize(..., INTER_LINEAR)` does: half-pixel centres, replicated
 * border, no antialiasing. Equal to OpenCV 4.6 within float rounding (1e-6 of the largest value).
 *
 * @param plane `width * height` values, rows top-down.
 * @returns `outWidth * outHeight` values.
 * @throws ShapeError when a side is not a positive integer or the plane has another length.
 */
export const resizeLinearFloat = (
  plane: Float32Array,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
): Float32Array => {
  for (const side of [width, height, outWidth, outHeight]) {
    if (!Number.isInteger(side) || side < 1) {
      throw new ShapeError('E_RASTER_SHAPE', `Expected sides to be integers of 1 or more, got ${side}.`);
    }
  }
  if (plane.length !== width * height) {
    throw new ShapeError(
      'E_RASTER_SHAPE',
      `A plane of ${width} x ${height} holds ${width * height} values, got ${plane.length}.`,
    );
  }
  const xs = linearTaps(width, outWidth);
  const ys = linearTaps(height, outHeight);
  const out = new Float32Array(outWidth * outHeight);
  // Two input rows, already resized horizontally; consecutive output rows mostly share them.
  const rows = [new Float32Array(outWidth), new Float32Array(outWidth)] as const;
  const held: [number, number] = [-1, -1];
  const rowOf = (y: number): Float32Array => {
    const slot = (y & 1) as 0 | 1;
    const row = rows[slot];
    if (held[slot] === y) return row;
    held[slot] = y;
    const from = y * width;
    for (let x = 0; x < outWidth; x++) {
      const a = plane[from + (xs.first[x] as number)] as number;
      const b = plane[from + (xs.second[x] as number)] as number;
      const w = xs.weight[x] as number;
      row[x] = Math.fround(a * (1 - w)) + Math.fround(b * w);
    }
    return row;
  };
  for (let y = 0; y < outHeight; y++) {
    const above = rowOf(ys.first[y] as number);
    const below = rowOf(ys.second[y] as number);
    const w = ys.weight[y] as number;
    const at = y * outWidth;
    for (let x = 0; x < outWidth; x++) {
      out[at + x] = Math.fround((above[x] as number) * (1 - w)) + Math.fround((below[x] as number) * w);
    }
  }
  return out;
};
