/** Squared length of every pixel's features; `features` is `[pixels, channels]`. */
const squaredLengths = (features: Float32Array, channels: number): Float64Array => {
  const lengths = new Float64Array(features.length / channels);
  for (let pixel = 0; pixel < lengths.length; pixel++) {
    let sum = 0;
    for (let at = pixel * channels; at < (pixel + 1) * channels; at++) sum += features[at]! * features[at]!;
    lengths[pixel] = sum;
  }
  return lengths;
};

/**
 * Norm of the patch at every pixel where one begins, `[height - patch + 1, width - patch + 1]`: the root of a box sum
 * of squared lengths, in float64. Equal patches have equal norms to the last bit.
 */
export const patchNorms = (
  features: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  patch: number,
): Float64Array => {
  const lengths = squaredLengths(features, channels);
  const [rows, columns] = [height - patch + 1, width - patch + 1];
  const norms = new Float64Array(rows * columns);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let i = 0; i < patch; i++) {
        for (let j = 0; j < patch; j++) sum += lengths[(y + i) * width + x + j]!;
      }
      norms[y * columns + x] = Math.sqrt(sum);
    }
  }
  return norms;
};
