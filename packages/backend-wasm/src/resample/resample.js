import { isIdentity } from '@srkit/core/contracts';
import { chunksOf } from '../chunks';
import { roundUp } from '../convolution/picture';
/** Work that a chunk does over the rows that it shares with its neighbour. */
const OVER_SHARED = 4;
/** The most inputs of an output. */
const mostTaps = ({ offset, outSize }) => {
    let most = 0;
    for (let d = 0; d < outSize; d++)
        most = Math.max(most, offset[d + 1] - offset[d]);
    return most;
};
/** Applies a map to the height and one to the width of `[n, h, w, c]` float32 pictures. */
export const resample = (backend, x, rows, columns) => {
    const [n, h, w, c] = x.shape;
    const shape = [n, rows.outSize, columns.outSize, c];
    const from = backend.address(x);
    const y = backend.output(shape);
    const lines = n * rows.outSize;
    if (lines * columns.outSize * c === 0)
        return y.info;
    const tables = [rows, columns].flatMap(({ first, offset, weights }) => [first, offset, weights]);
    const tableBytes = tables.reduce((sum, { length }) => sum + 4 * length, 0);
    const ringRows = Math.max(1, mostTaps(rows));
    const scratchStride = ringRows * roundUp(4 * columns.outSize * c + 16, 64) + 64;
    const rowsPerLine = h / rows.outSize;
    const work = c * ((rows.weights.length / rows.outSize) * columns.outSize + rowsPerLine * columns.weights.length);
    const { perChunk: least } = chunksOf(lines, work);
    const perChunk = Math.max(least, Math.ceil((OVER_SHARED * ringRows) / rowsPerLine));
    return backend.withScratch(tableBytes + backend.threads * scratchStride + 64, (scratch) => {
        let next = scratch + backend.threads * scratchStride;
        const addresses = tables.map((table) => {
            const address = next;
            if (table instanceof Float32Array)
                backend.floatsAt(address, table.length).set(table);
            else
                backend.intsAt(address, table.length).set(table);
            next += 4 * table.length;
            return address;
        });
        backend.params
            .ints(from, y.address, h, w, rows.outSize, columns.outSize, c, ...addresses)
            .ints(isIdentity(columns) ? 1 : 0, ringRows, lines, perChunk, scratch, scratchStride);
        backend.run('resampleChunk', Math.ceil(lines / perChunk));
        return y.info;
    });
};
