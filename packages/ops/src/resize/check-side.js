import { ShapeError } from '@srkit/core';
/** @throws ShapeError `E_SHAPE_SIZE` when a side of a result is not a positive integer. */
export const checkSide = (op, side, what) => {
    if (!Number.isInteger(side) || side < 1) {
        throw new ShapeError('E_SHAPE_SIZE', `${op}: the ${what} of the result is ${side}, expected an integer of 1 or more.`);
    }
};
