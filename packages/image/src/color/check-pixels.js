import { ShapeError } from '@srkit/core';
/** @throws ShapeError `E_PIXELS_LENGTH` when samples do not come in threes. */
export const checkPixels = (op, length) => {
    if (length % 3 !== 0) {
        throw new ShapeError('E_PIXELS_LENGTH', `${op}: ${length} samples are not whole pixels of 3 channels; drop alpha or repeat gray first.`);
    }
};
