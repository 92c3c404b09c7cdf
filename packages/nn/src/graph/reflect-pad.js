import { ShapeError } from '@srkit/core';
import { clone, concat, slice, tidy } from '@tensorflow/tfjs-core';
/** Appends `count` lines along `axis` that mirror those before the last. tfjs's `mirrorPad` has no gradient. */
const reflectEnd = (x, axis, count) => {
    const side = x.shape[axis];
    const size = x.shape.slice();
    size[axis] = 1;
    const mirrored = Array.from({ length: count }, (_, i) => {
        const begin = [0, 0, 0, 0];
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
export const reflectPadToMultiple = (x, multiple, owner, height = x.shape[1]) => {
    const missing = (side) => (multiple - (side % multiple)) % multiple;
    const [, h, w] = x.shape;
    for (const [name, side, count] of [
        ['height', h, missing(height)],
        ['width', w, missing(w)],
    ]) {
        if (count >= side) {
            throw new ShapeError('E_SHAPE_SIZE', `${owner}: the ${name} of ${side} cannot be padded to a multiple of ${multiple} by reflection; expected ${multiple - 1} or more.`);
        }
    }
    return tidy(() => {
        const taller = missing(height) > 0 ? reflectEnd(x, 1, missing(height)) : clone(x);
        return missing(w) > 0 ? reflectEnd(taller, 2, missing(w)) : taller;
    });
};
