import { add, pad, reverse, slice } from '@tensorflow/tfjs-core';
const foldAxis = (x, axis, border) => {
    if (border === 0)
        return x;
    const side = x.shape[axis] - 2 * border;
    const cut = (start, length) => {
        const begin = [0, 0, 0, 0];
        const size = [...x.shape];
        begin[axis] = start;
        size[axis] = length;
        return slice(x, begin, size);
    };
    const place = (part, start) => {
        const room = [
            [0, 0],
            [0, 0],
            [0, 0],
            [0, 0],
        ];
        room[axis] = [start, side - start - border];
        return pad(reverse(part, axis), room);
    };
    return add(cut(border, side), add(place(cut(0, border), 1), place(cut(border + side, border), side - 1 - border)));
};
/** The adjoint of padding by reflection: adds every mirrored pixel to the one it was copied from. */
export const foldReflection = (x, vertical, horizontal) => foldAxis(foldAxis(x, 1, vertical), 2, horizontal);
