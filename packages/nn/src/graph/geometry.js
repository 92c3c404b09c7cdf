/** Every row of the result depends on the same row alone. */
export const SAME = {
    up: 1,
    down: 1,
    inputRows: (start, end) => [start, end],
    rowsAtEnd: 0,
    outputRows: (rows) => rows,
};
/** A window of `size` rows that moves by `stride`, over an input with `padding` rows of zeros at both ends. */
export const sliding = (size, stride, padding) => ({
    up: 1,
    down: stride,
    inputRows: (start, end) => [start * stride - padding, (end - 1) * stride - padding + size],
    rowsAtEnd: 0,
    outputRows: (rows) => Math.floor((rows + 2 * padding - size) / stride) + 1,
});
/** Every row `factor` times. */
export const repeated = (factor) => ({
    up: factor,
    down: 1,
    inputRows: (start, end) => [Math.floor(start / factor), Math.ceil(end / factor)],
    rowsAtEnd: 0,
    outputRows: (rows) => rows * factor,
});
/** `factor` times as many rows, each between the centres of two. */
export const interpolated = (factor) => {
    const above = (row) => Math.floor((row + 0.5) / factor - 0.5);
    return {
        up: factor,
        down: 1,
        inputRows: (start, end) => [above(start), above(end - 1) + 2],
        rowsAtEnd: 0,
        outputRows: (rows) => rows * factor,
    };
};
/** Blocks of `size` rows become one; what is left over at the end is dropped. */
export const gathered = (size) => ({
    up: 1,
    down: size,
    inputRows: (start, end) => [start * size, end * size],
    rowsAtEnd: 0,
    outputRows: (rows) => Math.floor(rows / size),
});
/** Rows are added at the end up to a multiple. */
export const filledUp = (multiple) => ({
    ...SAME,
    rowsAtEnd: multiple,
    outputRows: (rows) => Math.ceil(rows / multiple) * multiple,
});
