import { concat, keep, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { rowsOf } from './host-map';

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly value: Tensor4D;
}

/** Rows of a map on the device, in pieces that follow each other. Owns them. */
export class RowPieces {
  #pieces: Piece[] = [];
  #end = 0;

  /** Rows before which all have been added, those that were given up included. */
  get end(): number {
    return this.#end;
  }

  /** Takes the rows that follow. */
  add(start: number, value: Tensor4D): void {
    this.#end = start + value.shape[1];
    this.#pieces.push({ start, end: this.#end, value: keep(value) });
  }

  /** A new tensor of rows that are all here. */
  rows(start: number, end: number): Tensor4D {
    return tidy(() => {
      const parts = this.#pieces
        .filter((piece) => piece.start < end && piece.end > start)
        .map((piece) =>
          rowsOf(
            piece.value,
            Math.max(start, piece.start) - piece.start,
            Math.min(end, piece.end) - piece.start,
          ),
        );
      return parts.length === 1 ? parts[0]! : concat(parts, 1);
    });
  }

  /** Gives up pieces that end before a row. */
  drop(before: number): void {
    this.#pieces = this.#pieces.filter(({ end, value }) => {
      if (end > before) return true;
      value.dispose();
      return false;
    });
  }

  dispose(): void {
    this.drop(Number.POSITIVE_INFINITY);
  }
}
