import { roundUp } from './picture';
const FLOAT_BYTES = 4;
/** A chunk of rows is about this many floats. */
const FLOATS_PER_CHUNK = 65536;
const MOST_CHUNKS = 4000;
/** Bytes of B in panels. */
export const panelBytes = (depth, columns) => roundUp(depth, 4) * roundUp(columns, 8) * FLOAT_BYTES;
const writeJob = (backend, { address, depth, side, depthStride, sideStride }, target, [start, end, rows]) => {
    const { address: at, depth: targetDepth } = target;
    backend.params.ints(address, depthStride, sideStride, depth, side, at, targetDepth, start, end, rows);
};
/** Packs B into panels of 8 columns, `[ceil(columns / 8)][depth][8]`. */
export const packPanels = (backend, matrix, target) => {
    const { start = 0, end = target.depth } = target;
    writeJob(backend, matrix, target, [start, end, 0]);
    backend.run('packPanelChunk', Math.ceil(matrix.side / 8));
};
/** Copies A row by row, each row filled up with zeros to the target's depth. */
export const packRows = (backend, matrix, target) => {
    const { side } = matrix;
    const rows = Math.max(Math.ceil(FLOATS_PER_CHUNK / target.depth), Math.ceil(side / MOST_CHUNKS));
    writeJob(backend, matrix, target, [0, 0, rows]);
    backend.run('packRowsChunk', Math.ceil(side / rows));
};
