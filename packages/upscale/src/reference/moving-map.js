import { tensor4d } from '@tensorflow/tfjs-core';
/** Rows of a feature map in the host's memory: those that have been made and are still needed. */
export class MovingMap {
  height;
  width;
  channels;
  #pieces = [];
  #end = 0;
  constructor(
    /** Of the whole map. */
    height,
    width,
    channels,
  ) {
    this.height = height;
    this.width = width;
    this.channels = channels;
  }
  /** Rows before which all have been made. */
  get end() {
    return this.#end;
  }
  /** Takes the rows that follow, and the tensor. */
  async add(start, rows) {
    const end = start + rows.shape[1];
    try {
      this.#pieces.push({ start, end, data: await rows.data() });
      this.#end = end;
    } finally {
      rows.dispose();
    }
  }
  /** Rows that are all here, `[1, end - start, width, channels]`. */
  rows(start, end) {
    const row = this.width * this.channels;
    const out = new Float32Array((end - start) * row);
    for (const piece of this.#pieces) {
      const [first, last] = [Math.max(start, piece.start), Math.min(end, piece.end)];
      if (first >= last) continue;
      out.set(
        piece.data.subarray((first - piece.start) * row, (last - piece.start) * row),
        (first - start) * row,
      );
    }
    return tensor4d(out, [1, end - start, this.width, this.channels]);
  }
  /** Gives up pieces that end before a row. */
  drop(before) {
    this.#pieces = this.#pieces.filter(({ end }) => end > before);
  }
}
