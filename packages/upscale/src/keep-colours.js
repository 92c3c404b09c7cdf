import { roundHalfEven } from '@srkit/core';
import { planeOf, shrunken } from './low-frequencies';

/** Reach of one of three box filters, in input pixels: together they are near a Gaussian of sigma 7. */
const RADIUS = 6;
/** Means over `2 * RADIUS + 1` values of every line of a plane, the border repeated. */
const boxAlong = (plane, lines, length, lineStep, step) => {
  const line = new Float32Array(length);
  for (let l = 0; l < lines; l++) {
    const at = l * lineStep;
    for (let i = 0; i < length; i++) line[i] = plane[at + i * step];
    const value = (i) => line[Math.min(Math.max(i, 0), length - 1)];
    let sum = 0;
    for (let i = -RADIUS; i <= RADIUS; i++) sum += value(i);
    for (let i = 0; i < length; i++) {
      plane[at + i * step] = sum / (2 * RADIUS + 1);
      sum += value(i + RADIUS + 1) - value(i - RADIUS);
    }
  }
};
/** Adds a plane of the input's size to one channel of the result, enlarged bilinearly. */
const addEnlarged = (result, channel, plane, scale, maximum) => {
  const { width, height, channels, data } = result;
  const columns = width / scale;
  const rows = height / scale;
  const between = (position, size) => {
    const at = Math.min(Math.max((position + 0.5) / scale - 0.5, 0), size - 1);
    const first = Math.floor(at);
    return [first, Math.min(first + 1, size - 1), at - first];
  };
  const across = Array.from({ length: width }, (_, x) => between(x, columns));
  const mixed = new Float32Array(columns);
  for (let y = 0; y < height; y++) {
    const [above, below, weight] = between(y, rows);
    for (let x = 0; x < columns; x++) {
      mixed[x] = plane[above * columns + x] * (1 - weight) + plane[below * columns + x] * weight;
    }
    let at = y * width * channels + channel;
    for (let x = 0; x < width; x++, at += channels) {
      const [left, right, part] = across[x];
      const value = data[at] + maximum * (mixed[left] * (1 - part) + mixed[right] * part);
      data[at] = roundHalfEven(Math.min(Math.max(value, 0), maximum));
    }
  }
};
/**
 * Gives the result the colours of its input: the difference of the two at low resolution, smoothed so that it holds no
 * detail, is added to it in place. Alpha stays as it is.
 *
 * @param maximum The sample that is white.
 */
export const keepColours = (source, result, scale, maximum) => {
  const { width, height, channels } = source;
  for (let c = 0; c < (channels < 3 ? 1 : 3); c++) {
    const plane = planeOf(source, c, maximum);
    const made = shrunken(result, c, scale, maximum);
    for (let i = 0; i < plane.length; i++) plane[i] -= made[i];
    for (let n = 0; n < 3; n++) {
      boxAlong(plane, height, width, width, 1);
      boxAlong(plane, width, height, 1, width);
    }
    addEnlarged(result, c, plane, scale, maximum);
  }
};
