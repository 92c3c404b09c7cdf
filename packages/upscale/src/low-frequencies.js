/**
 * The means of an enlarged picture over the pixels of its input: what it would look like at low resolution.
 *
 * @param channel Of the interleaved samples.
 * @returns `width * height` values in units of `maximum`, 1 for white.
 */
export const shrunken = ({ width, height, channels, data }, channel, scale, maximum) => {
  const columns = width / scale;
  const rows = height / scale;
  const out = new Float32Array(columns * rows);
  const step = channels;
  const area = maximum * scale * scale;
  for (let y = 0; y < height; y++) {
    const to = Math.floor(y / scale) * columns;
    let from = y * width * step + channel;
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let i = 0; i < scale; i++, from += step) sum += data[from];
      out[to + x] += sum;
    }
  }
  for (let i = 0; i < out.length; i++) out[i] /= area;
  return out;
};
/** One channel of a picture, 1 for white. */
export const planeOf = ({ channels, data }, channel, maximum) =>
  Float32Array.from({ length: data.length / channels }, (_, i) => data[i * channels + channel] / maximum);
