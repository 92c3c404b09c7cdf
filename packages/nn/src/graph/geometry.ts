/**
 * How rows of a result lie over the rows of what it is computed from. Columns lie the same way. Row `r` of the result
 * stands over row `r * down / up`.
 */
export interface Geometry {
  readonly up: number;
  readonly down: number;
  /** Rows that the result's rows `start` (included) to `end` (excluded) depend on; may reach beyond the picture. */
  inputRows(start: number, end: number): readonly [start: number, end: number];
  /** Rows that a band which ends where the picture ends has at least: some are made from those before them. */
  readonly rowsAtEnd: number;
  /** Rows of the whole result, of an input of so many rows. */
  outputRows(rows: number): number;
}

/** Every row of the result depends on the same row alone. */
export const SAME: Geometry = {
  up: 1,
  down: 1,
  inputRows: (start, end) => [start, end],
  rowsAtEnd: 0,
  outputRows: (rows) => rows,
};

/** A window of `size` rows that moves by `stride`, over an input with `padding` rows of zeros at both ends. */
export const sliding = (size: number, stride: number, padding: number): Geometry => ({
  up: 1,
  down: stride,
  inputRows: (start, end) => [start * stride - padding, (end - 1) * stride - padding + size],
  rowsAtEnd: 0,
  outputRows: (rows) => Math.floor((rows + 2 * padding - size) / stride) + 1,
});

/** Every row `factor` times. */
export const repeated = (factor: number): Geometry => ({
  up: factor,
  down: 1,
  inputRows: (start, end) => [Math.floor(start / factor), Math.ceil(end / factor)],
  rowsAtEnd: 0,
  outputRows: (rows) => rows * factor,
});

/** `factor` times as many rows, each between the centres of two. */
export const interpolated = (factor: number): Geometry => {
  const above = (row: number) => Math.floor((row + 0.5) / factor - 0.5);
  return {
    up: factor,
    down: 1,
    inputRows: (start, end) => [above(start), above(end - 1) + 2],
    rowsAtEnd: 0,
    outputRows: (rows) => rows * factor,
  };
};

/** Blocks of `size` rows become one; what is left over at the end is dropped. */
export const gathered = (size: number): Geometry => ({
  up: 1,
  down: size,
  inputRows: (start, end) => [start * size, end * size],
  rowsAtEnd: 0,
  outputRows: (rows) => Math.floor(rows / size),
});

/** Rows are added at the end up to a multiple. */
export const filledUp = (multiple: number): Geometry => ({
  ...SAME,
  rowsAtEnd: multiple,
  outputRows: (rows) => Math.ceil(rows / multiple) * multiple,
});
