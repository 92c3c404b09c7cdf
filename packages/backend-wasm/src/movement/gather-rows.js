import { chunksOf } from '../chunks';
export const gatherRows = (backend, { from, to, indices, batches, outer, dimension, count, slice }) => {
    const rows = batches * outer * count;
    if (rows * slice === 0)
        return;
    const chunks = chunksOf(rows, slice);
    backend.params.ints(from, to, indices, outer, dimension, count, slice, rows, chunks.perChunk);
    backend.run('gatherChunk', chunks.count);
};
