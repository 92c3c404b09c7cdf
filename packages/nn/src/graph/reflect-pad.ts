import { ShapeError } from '@srkit/core';
import { clone, concat, slice, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/** Appends `count` lines along `axis` that mirror those before the last. tfjs's `mirrorPad` has no gradient. */
const reflectEnd = (x: Tensor4D, axis: 1 | 2, count: number): Tensor4D => {
  const side = x.shape[axis];
  const size = x.shape.slice() as [number, number, number, number];
  size[axis] = 1;
  const mirrored = Array.from({ length: count }, (_, i) => {
    const begin: [number, number, number, number] = [0, 0, 0, 0];
    begin[axis] = side - 2 - i;
    return slice(x, begin, size);
  });
  return concat([x, ...mirrored], axis);
};

/**
 * Pads `[n, h, w, c]` by reflection at the bottom and the right to multiples of `multiple`.
 *
 * @param height Rows of the picture of which `x` is the lowest band. 0: rows are left as they are. Default: those of `x`.
 * @throws ShapeError `E_SHAPE_SIZE` when a side is too short to be reflected so far.
 */
export const reflectPadToMultiple = (
  x: Tensor4D,
  multiple: number,
  owner: string,
  height = x.shape[1],
): Tensor4D => {
  const missing = (side: number) => (multiple - (side % multiple)) % multiple;
  const [, h, w] = x.shape;
  for (const [name, side, count] of [
    ['height', h, missing(height)],
    ['width', w, missing(w)],
  ] as const) {
    if (count >= side) {
      throw new ShapeError(
        'E_SHAPE_SIZE',
        `${owner}: the ${name} of ${side} cannot be padded to a multiple of ${multiple} by reflection; expected ${multiple - 1} or more.`,
      );
    }
  }
  return tidy(() => {
    const taller = missing(height) > 0 ? reflectEnd(x, 1, missing(height)) : clone(x);
    return missing(w) > 0 ? reflectEnd(taller, 2, missing(w)) : taller;
  });
};
