import { roundHalfEven, ShapeError } from '@srkit/core';
/** Pixels of the image per feature cell, along each axis. */
const CELL = 4;
/** Positions this close to the border of image 2, in pixels, do not count. */
const BORDER = 10;
/** The correspondences of one sample: every cell whose position lies more than 10 pixels inside image 2. */
export const correspondences = ({ shape, values }, sample) => {
    const [, h, w] = shape;
    const first = [];
    const second = [];
    for (let cell = 0; cell < h * w; cell++) {
        const at = 2 * (sample * h * w + cell);
        const [x, y] = [values[at], values[at + 1]];
        if (!(x > BORDER && x < CELL * w - BORDER && y > BORDER && y < CELL * h - BORDER))
            continue;
        first.push(cell);
        second.push(roundHalfEven(y / CELL) * w + roundHalfEven(x / CELL));
    }
    return { first: Int32Array.from(first), second: Int32Array.from(second) };
};
/** Throws a `ShapeError` unless there is a position for every cell of `features`. */
export const checkPositions = (owner, { shape, values }, features) => {
    const expected = [...features.slice(0, 3), 2];
    if (shape.join() === expected.join() && values.length === expected.reduce((a, b) => a * b, 1))
        return;
    throw new ShapeError('E_SHAPE_POSITIONS', `${owner}: positions are [${shape}] with ${values.length} values for features of [${features}]; expected [${expected}], the transformed coordinate of every 4th pixel along each axis.`);
};
