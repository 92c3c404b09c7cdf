import { roundHalfEven, ShapeError } from '@srkit/core';

/**
 * Where the content of image 1 lies in image 2: for the upper left pixel of every feature cell its position in pixels of
 * image 2, x before y. Double precision, because it is rounded to cells: a tensor's float32 could round the other way.
 */
export interface CellPositions {
  /** `[n, h, w, 2]`, h and w of the feature maps. */
  readonly shape: readonly [n: number, h: number, w: number, xy: number];
  readonly values: Float64Array;
}

/** Pixels of the image per feature cell, along each axis. */
const CELL = 4;

/** Positions this close to the border of image 2, in pixels, do not count. */
const BORDER = 10;

/** Cells of one sample that correspond, in the order of image 1. */
export interface Correspondences {
  /** Index `y w + x` in image 1's feature map. */
  readonly first: Int32Array;
  /** The same in image 2's. */
  readonly second: Int32Array;
}

/** The correspondences of one sample: every cell whose position lies more than 10 pixels inside image 2. */
export const correspondences = ({ shape, values }: CellPositions, sample: number): Correspondences => {
  const [, h, w] = shape;
  const first: number[] = [];
  const second: number[] = [];
  for (let cell = 0; cell < h * w; cell++) {
    const at = 2 * (sample * h * w + cell);
    const [x, y] = [values[at] as number, values[at + 1] as number];
    if (!(x > BORDER && x < CELL * w - BORDER && y > BORDER && y < CELL * h - BORDER)) continue;
    first.push(cell);
    second.push(roundHalfEven(y / CELL) * w + roundHalfEven(x / CELL));
  }
  return { first: Int32Array.from(first), second: Int32Array.from(second) };
};

/** Throws a `ShapeError` unless there is a position for every cell of `features`. */
export const checkPositions = (
  owner: string,
  { shape, values }: CellPositions,
  features: readonly number[],
): void => {
  const expected = [...features.slice(0, 3), 2];
  if (shape.join() === expected.join() && values.length === expected.reduce((a, b) => a * b, 1)) return;
  throw new ShapeError(
    'E_SHAPE_POSITIONS',
    `${owner}: positions are [${shape}] with ${values.length} values for features of [${features}]; expected [${expected}], the transformed coordinate of every 4th pixel along each axis.`,
  );
};
