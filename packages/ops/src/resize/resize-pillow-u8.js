import { PILLOW_WEIGHT_BITS, pillowFixedPoint, pillowTaps, ShapeError } from '@srkit/core';
import { identityTable, resampleTable } from '@srkit/core/contracts';
import { add, clipByValue, div, floor, mul, round, tidy } from '@tensorflow/tfjs-core';
import { resample } from '../resample/resample';
import { checkPillow } from './check-pillow';
const WHITE = 255;
/** Sums of integers below this are exact in float32, with a bit to spare for what is carried into them. */
const EXACT = 2 ** 23;
/** Low bits of a weight that are split off at least: the rest must fit an exact sum too. */
const LEAST_LOW_BITS = 8;
/** Integer weights of one axis, cut into parts so small that their sums over 8-bit samples are exact in float32. */
const fixedPointParts = (filter, inSize, outSize) => {
    const { first, offset, weight } = pillowTaps(filter, inSize, outSize);
    const fixed = pillowFixedPoint(weight);
    let most = 1;
    for (let d = 0; d < outSize; d++)
        most = Math.max(most, offset[d + 1] - offset[d]);
    const bits = Math.floor(Math.log2(EXACT / (WHITE * most)));
    if (bits < 1) {
        throw new ShapeError('E_SHAPE_SIZE', `resizePillowU8: a side of ${inSize} shrinks to ${outSize}, ${most} samples into one, more than sums in float32 hold exactly. Shrink in two steps.`);
    }
    const low = Math.ceil(LEAST_LOW_BITS / bits);
    const partOf = (value, i) => i === low ? value >> (bits * low) : (value >> (bits * i)) & (2 ** bits - 1);
    const tables = Array.from({ length: low + 1 }, (_, i) => resampleTable(inSize, outSize, (d, add) => {
        for (let k = offset[d]; k < offset[d + 1]; k++)
            add(first[d] + k - offset[d], partOf(fixed[k], i));
    }));
    return { bits, tables };
};
/** One pass over levels 0..255: sums of the parts from the lowest, each carried into the next, rounded half up. */
const pass = ({ bits, tables }, sum) => tidy(() => {
    const low = tables.length - 1;
    let carried;
    for (const table of tables.slice(0, low)) {
        const total = carried ? add(sum(table), carried) : sum(table);
        carried = floor(mul(total, 2 ** -bits));
    }
    const rest = PILLOW_WEIGHT_BITS - bits * low;
    const total = add(add(sum(tables[low]), carried), 2 ** (rest - 1));
    return clipByValue(floor(mul(total, 2 ** -rest)), 0, WHITE);
});
/**
 * Resizes pictures of 8 bits as Pillow's `Image.resize`, bit for bit: `[n, h, w, c]` in [0, 1] to
 * `[n, size[0], size[1], c]`, whole levels of 1/255. Values are rounded to levels first; the weights are integers in
 * units of 2^-22; the width comes before the height, with levels again between them. All sums are exact in float32, so
 * that backends agree. Channels are independent: for alpha see `resizePillow` of `@srkit/image`. Has no gradient.
 *
 * @param size `[height, width]` of the result.
 * @throws ShapeError `E_SHAPE_SIZE` when a side is not an integer of 1 or more, or too many samples become one.
 * @throws ConfigError `E_CONFIG_RESIZE_FILTER` for an unknown filter.
 */
export const resizePillowU8 = (x, size, filter) => {
    const [height, width] = checkPillow('resizePillowU8', size, filter);
    const [, h, w] = x.shape;
    return tidy(() => {
        let levels = round(mul(clipByValue(x, 0, 1), WHITE));
        if (width !== w) {
            const rows = identityTable(h);
            levels = pass(fixedPointParts(filter, w, width), (table) => resample(levels, rows, table));
        }
        if (height !== h) {
            const columns = identityTable(width);
            levels = pass(fixedPointParts(filter, h, height), (table) => resample(levels, table, columns));
        }
        return div(levels, WHITE);
    });
};
