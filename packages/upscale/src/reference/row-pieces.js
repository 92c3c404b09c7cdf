import { concat, keep, tidy } from '@tensorflow/tfjs-core';
import { rowsOf } from './host-map';
/** Rows of a map on the device, in pieces that follow each other. Owns them. */
export class RowPieces {
  #pieces = [];
  #end = 0;
  /** Rows before which all have been added, those that were given up included. */
  get end() {
    return this.#end;
  }
  /** Takes the rows that follow. */
  add(start, value) {
    this.#end = start + value.shape[1];
    this.#pieces.push({ start, end: this.#end, value: keep(value) });
  }
  /** A new tensor of rows that are all here. */
  rows(start, end) {
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
      return parts.length === 1 ? parts[0] : concat(parts, 1);
    });
  }
  /** Gives up pieces that end before a row. */
  drop(before) {
    this.#pieces = this.#pieces.filter(({ end, value }) => {
      if (end > before) return true;
      value.dispose();
      return false;
    });
  }
  dispose() {
    this.drop(Number.POSITIVE_INFINITY);
  }
}
