import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly data: Float32Array;
}

/** Rows of a feature map in the host's memory: those that have been made and are still needed. */
export class MovingMap {
  #pieces: Piece[] = [];
  #end = 0;

  constructor(
    /** Of the whole map. */
    readonly height: number,
    readonly width: number,
    readonly channels: number,
  ) {}

  /** Rows before which all have been made. */
  get end(): number {
    return this.#end;
  }

  /** Takes the rows that follow, and the tensor. */
  async add(start: number, rows: Tensor4D): Promise<void> {
    const end = start + rows.shape[1];
    try {
      this.#pieces.push({ start, end, data: (await rows.data()) as Float32Array });
      this.#end = end;
    } finally {
      rows.dispose();
    }
  }

  /** Rows that are all here, `[1, end - start, width, channels]`. */
  rows(start: number, end: number): Tensor4D {
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
  drop(before: number): void {
    this.#pieces = this.#pieces.filter(({ end }) => end > before);
  }
}
