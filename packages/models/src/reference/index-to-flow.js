import { ShapeError } from '@srkit/core';
import { add, cast, div, floor, mul, pad, range, reshape, stack, sub, tidy, } from '@tensorflow/tfjs-core';
/**
 * Turns the indices of the best reference patches into displacements: `[n, h - 2, w - 2]` to `[n, h, w, 2]`, right
 * before down, in pixels. The last two rows and columns, where no 3x3 patch starts, are 0.
 *
 * @param index Row-major indices into the reference's grid of patches, below 2^20 (a reference of 4096x4096 pixels).
 * @param patchColumns Width of that grid, the reference's width minus 2. Default: the width of `index`, as the
 *   official code has it, which is right only for references as wide as the target.
 * @throws ShapeError when `patchColumns` is not a positive integer.
 */
export const indexToFlow = (index, patchColumns = index.shape[2]) => {
    if (!Number.isInteger(patchColumns) || patchColumns < 1) {
        throw new ShapeError('E_SHAPE_PATCHES', `indexToFlow: patchColumns is ${patchColumns}, expected the number of patches in a row of the reference.`);
    }
    const [, rows, columns] = index.shape;
    return tidy(() => {
        const flat = cast(index, 'float32');
        // Half a column more keeps the quotient clear of integers: a graphics card's division is not exact.
        const row = floor(div(add(flat, 0.5), patchColumns));
        const column = sub(flat, mul(row, patchColumns));
        const right = sub(column, reshape(range(0, columns), [1, 1, columns]));
        const down = sub(row, reshape(range(0, rows), [1, rows, 1]));
        return pad(stack([right, down], 3), [
            [0, 0],
            [0, 2],
            [0, 2],
            [0, 0],
        ]);
    });
};
