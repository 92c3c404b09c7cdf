import { slice, tensor4d } from '@tensorflow/tfjs-core';
/** A picture in the host's memory, `[height, width, channels]`, of which the device holds the rows that are worked on. */
export class HostMap {
  height;
  width;
  channels;
  data;
  constructor(height, width, channels) {
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.data = new Float32Array(height * width * channels);
  }
  /** Rows from `start` to before `end`, `[1, end - start, width, channels]`. */
  rows(start, end) {
    const row = this.width * this.channels;
    return tensor4d(this.data.subarray(start * row, end * row), [1, end - start, this.width, this.channels]);
  }
}
/** Rows of `[1, rows, w, c]`. */
export const rowsOf = (x, start, end) => {
  const [n, h, w, c] = x.shape;
  return start === 0 && end === h ? x.clone() : slice(x, [0, start, 0, 0], [n, end - start, w, c]);
};
