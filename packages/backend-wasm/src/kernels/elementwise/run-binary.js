import { broadcastOf } from './broadcast';
import { elementChunks } from './element-chunks';
import { withLongRows } from './short-rows';
/** Dimensions of rows that fit into a job's parameters by far; tfjs has no more. */
const MOST_DIMENSIONS = 16;
/** Runs a kernel that takes a `BinaryJob`; undefined for shapes it does not take. */
export const runBinary = (backend, kernel, a, b, dtype) => {
    const broadcast = broadcastOf(a.shape, b.shape);
    if (broadcast.outer.length > MOST_DIMENSIONS)
        return undefined;
    const sides = { a: backend.address(a), b: backend.address(b), broadcast };
    const y = backend.output(broadcast.shape, dtype);
    if (broadcast.count === 0)
        return y.info;
    withLongRows(backend, sides, (long) => {
        const { count, inner, aInner, bInner, outer } = long.broadcast;
        const { chunks, perChunk } = elementChunks(count);
        const params = backend.params.ints(long.a, long.b, y.address, count, perChunk, inner, aInner, bInner, outer.length);
        for (const { size, aStride, bStride } of outer)
            params.ints(size, aStride, bStride);
        backend.run(kernel, chunks);
    });
    return y.info;
};
