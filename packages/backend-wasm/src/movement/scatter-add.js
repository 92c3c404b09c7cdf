/** Elements, moved or set to zero, that one chunk is worth. */
const CHUNK = 65_536;
/** Every chunk looks at all indices; with so many chunks that costs no more than the sums. */
const MOST_CHUNKS = 16;
/** A chunk's columns: a cache line. */
const COLUMNS = 16;
export const scatterAdd = (backend, { updates, indices, to, count, slice, rows, dtype }) => {
    if (rows * slice === 0)
        return;
    const wanted = Math.min(MOST_CHUNKS, Math.ceil(((count + rows) * slice) / CHUNK));
    const wide = slice >= wanted * COLUMNS;
    const columns = wide ? Math.ceil(slice / wanted / COLUMNS) * COLUMNS : slice;
    const rowsPerChunk = wide ? rows : Math.ceil(rows / wanted);
    backend.params
        .ints(updates, indices, to, count, slice, rows, rowsPerChunk, columns)
        .ints(dtype === 'int32' ? 1 : 0);
    backend.run('scatterAddChunk', Math.ceil(slice / columns) * Math.ceil(rows / rowsPerChunk));
};
