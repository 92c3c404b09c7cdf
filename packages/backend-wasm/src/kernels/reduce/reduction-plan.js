/** Fewer elements than this are not worth a thread. */
const SMALLEST_PIECE = 32768;
const MOST_PIECES = 256;
/** Vectors of one row that the kernel keeps in registers at once. */
const REGISTER_COLUMNS = 16;
/** Up to here, a row is not cut; beyond, pieces of it are at least this wide. */
const WIDE = 256;
/** Rows are laid side by side only if that leaves this many long ones. */
const ENOUGH_ROWS = 8;
export const reductionPlan = (batch, givenRows, givenColumns) => {
    const wanted = Math.min(MOST_PIECES, Math.ceil((batch * givenRows * givenColumns) / SMALLEST_PIECE));
    const most = Math.ceil(REGISTER_COLUMNS / givenColumns);
    const fold = givenColumns > 1 && givenRows >= most * ENOUGH_ROWS ? most : 1;
    const rows = Math.floor(givenRows / fold);
    const columns = givenColumns * fold;
    const even = Math.ceil(columns / Math.ceil(wanted / batch) / REGISTER_COLUMNS) * REGISTER_COLUMNS;
    const columnBlock = columns <= WIDE ? columns : Math.min(columns, Math.max(WIDE, even));
    const blocks = Math.ceil(columns / columnBlock);
    const rowsPerPart = Math.ceil(rows / Math.ceil(wanted / (batch * blocks)));
    const parts = Math.ceil(rows / rowsPerPart);
    const pieces = batch * blocks * parts;
    return {
        fold,
        rows,
        restRows: givenRows - rows * fold,
        columns,
        columnBlock,
        blocks,
        parts,
        rowsPerPart,
        pieces,
        piecesPerChunk: Math.ceil(pieces / wanted),
    };
};
