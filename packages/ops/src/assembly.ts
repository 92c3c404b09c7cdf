import { ShapeError } from '@srkit/core';
import { concat, keep, type Tensor4D } from '@tensorflow/tfjs-core';
import { blankTensor } from './tfjs-4.22/kernels-and-devices';

/**
 * Puts rows of one picture together, `[1, rows, width, channels]`, float32. Where the backend's tensors can be written, as
 * those of srkit-wasm, rows go to their place as they come, so that parts and whole are never held both; elsewhere they are
 * kept until `finish`.
 */
export class Assembly {
  readonly #shape: readonly [number, number, number, number];
  readonly #blank: ReturnType<typeof blankTensor>;
  readonly #parts: Tensor4D[] = [];
  #rows = 0;
  #ended = false;

  constructor(height: number, width: number, channels: number) {
    this.#shape = [1, height, width, channels];
    this.#blank = blankTensor([...this.#shape]);
    if (this.#blank) keep(this.#blank.tensor);
  }

  /** Takes the rows that follow, and the tensor. @throws ShapeError for another width, or rows beyond the height. */
  add(rows: Tensor4D): void {
    const [, height, width, channels] = this.#shape;
    const [n, added, w, c] = rows.shape;
    if (n !== 1 || w !== width || c !== channels || this.#rows + added > height) {
      rows.dispose();
      throw new ShapeError(
        'E_SHAPE_ROWS',
        `Rows of shape [${rows.shape}] follow row ${this.#rows} of [${this.#shape}], expected [1, at most ${height - this.#rows}, ${width}, ${channels}].`,
      );
    }
    if (this.#blank) {
      try {
        this.#blank.write(this.#rows * width * channels, rows);
      } finally {
        rows.dispose();
      }
    } else this.#parts.push(keep(rows));
    this.#rows += added;
  }

  /** The whole, the caller's from now on. @throws ShapeError when rows are missing. */
  finish(): Tensor4D {
    const [, height] = this.#shape;
    if (this.#rows !== height) {
      throw new ShapeError(
        'E_SHAPE_ROWS',
        `${this.#rows} of ${height} rows were added, expected all of them.`,
      );
    }
    this.#ended = true;
    if (this.#blank) return this.#blank.tensor as Tensor4D;
    if (this.#parts.length === 1) return this.#parts.pop()!;
    try {
      return concat(this.#parts, 1);
    } finally {
      for (const part of this.#parts.splice(0)) part.dispose();
    }
  }

  /** Frees what has not been handed out. */
  dispose(): void {
    if (!this.#ended) this.#blank?.tensor.dispose();
    for (const part of this.#parts.splice(0)) part.dispose();
    this.#ended = true;
  }
}
