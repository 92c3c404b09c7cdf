import { add, pad, reverse, slice, type Tensor4D } from '@tensorflow/tfjs-core';

const foldAxis = (x: Tensor4D, axis: 1 | 2, border: number): Tensor4D => {
  if (border === 0) return x;
  const side = x.shape[axis] - 2 * border;
  const cut = (start: number, length: number): Tensor4D => {
    const begin = [0, 0, 0, 0];
    const size = [...x.shape];
    begin[axis] = start;
    size[axis] = length;
    return slice(x, begin, size);
  };
  const place = (part: Tensor4D, start: number): Tensor4D => {
    const room: [number, number][] = [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ];
    room[axis] = [start, side - start - border];
    return pad(reverse(part, axis), room);
  };
  return add(
    cut(border, side),
    add(place(cut(0, border), 1), place(cut(border + side, border), side - 1 - border)),
  ) as Tensor4D;
};

/** The adjoint of padding by reflection: adds every mirrored pixel to the one it was copied from. */
export const foldReflection = (x: Tensor4D, vertical: number, horizontal: number): Tensor4D =>
  foldAxis(foldAxis(x, 1, vertical), 2, horizontal);
