/** The floats of every two neighbouring bytes, as one number of 64 bits: none of them is a NaN, whose bits may be lost. */
let pairs: Float64Array | undefined;

const makePairs = (): Float64Array => {
  const bytes = new Uint8Array(Uint16Array.from({ length: 2 ** 16 }, (_, i) => i).buffer);
  return new Float64Array(Float32Array.from(bytes, (byte) => byte / 255).buffer);
};

/**
 * Samples of 8 bits as floats in 0..1: `byte / 255`, rounded to float32. Looked up by twos, which takes three fifths
 * of the time of a loop that divides.
 *
 * @param out gets `data.length` values, from `at` on.
 */
export const unitFloats = (data: Uint8Array, out: Float32Array, at = 0): void => {
  const { length, byteOffset } = data;
  const place = out.byteOffset + 4 * at;
  // Views of halves of such a pair cannot be had.
  const together = byteOffset % 2 === 0 && place % 8 === 0 ? length >> 1 : 0;
  if (together > 0) {
    pairs ??= makePairs();
    const from = new Uint16Array(data.buffer, byteOffset, together);
    const to = new Float64Array(out.buffer, place, together);
    for (let i = 0; i < together; i++) to[i] = pairs[from[i]!]!;
  }
  for (let i = 2 * together; i < length; i++) out[at + i] = data[i]! / 255;
};
