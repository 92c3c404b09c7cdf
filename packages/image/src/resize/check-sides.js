import { ShapeError } from '@srkit/core';
/** @throws ShapeError `E_RASTER_SHAPE` unless `size` is `[height, width]` of a picture with pixels. */
export const checkSides = (op, size) => {
    if (Array.isArray(size) && size.length === 2 && size.every((side) => Number.isInteger(side) && side >= 1)) {
        return size;
    }
    throw new ShapeError('E_RASTER_SHAPE', `${op}: size is ${JSON.stringify(size)}, expected [height, width], integers of 1 or more.`);
};
