import { paeth } from './scanlines';
const FILTERS = 5;
/**
 * The filter is chosen from every eighth pixel: trying all five on every byte would take longer than the
 * compression it helps.
 */
const PROBE_EVERY = 8;
const predict = (filter, left, up, upLeft) => {
    switch (filter) {
        case 0:
            return 0;
        case 1:
            return left;
        case 2:
            return up;
        case 3:
            return (left + up) >> 1;
        default:
            return paeth(left, up, upLeft);
    }
};
/** The filter with the smallest sum of absolute differences, PNG specification section 12.7. */
const chooseFilter = (row, above, distance) => {
    let best = 0;
    let bestSum = Number.POSITIVE_INFINITY;
    for (let filter = 0; filter < FILTERS; filter++) {
        let sum = 0;
        for (let pixel = distance; pixel + distance <= row.length; pixel += distance * PROBE_EVERY) {
            for (let i = pixel; i < pixel + distance; i++) {
                const left = row[i - distance];
                const prediction = predict(filter, left, above[i], above[i - distance]);
                const difference = (row[i] - prediction) & 255;
                sum += difference < 128 ? difference : 256 - difference;
            }
        }
        if (sum < bestSum) {
            bestSum = sum;
            best = filter;
        }
    }
    return best;
};
/**
 * Filters one row for compression.
 *
 * @param above The row above, zeros for the first.
 * @param distance Bytes per pixel.
 * @param out Gets the filter's number and the filtered row: one byte more than `row`.
 */
export const filterRow = (row, above, distance, out) => {
    const filter = chooseFilter(row, above, distance);
    out[0] = filter;
    for (let i = 0; i < row.length; i++) {
        const left = i < distance ? 0 : row[i - distance];
        const upLeft = i < distance ? 0 : above[i - distance];
        out[i + 1] = row[i] - predict(filter, left, above[i], upLeft);
    }
};
