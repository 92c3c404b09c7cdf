import { ShapeError } from '@srkit/core';
import { pad, slice, tidy } from '@tensorflow/tfjs-core';
/**
 * Moves the content of `[n, h, w, c]` down by `down` and right by `right` pixels; vacated cells are 0.
 *
 * @throws ShapeError when a shift is not an integer of 0 or more.
 */
export const tensorShift = (x, [down, right]) => {
    for (const [name, shift] of Object.entries({ down, right })) {
        if (!Number.isInteger(shift) || shift < 0) {
            throw new ShapeError('E_SHAPE_SHIFT', `tensorShift: the shift ${name} is ${shift}, expected an integer of 0 or more.`);
        }
    }
    return tidy(() => slice(pad(x, [
        [0, 0],
        [down, 0],
        [right, 0],
        [0, 0],
    ]), [0, 0, 0, 0], x.shape));
};
