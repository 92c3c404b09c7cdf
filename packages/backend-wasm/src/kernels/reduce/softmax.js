import { util } from '@tensorflow/tfjs-core';
import { allFloat, defineKernel } from '../kernel';
/** Elements of one chunk: exponential functions on them take longer than waking a thread. */
const ELEMENTS_PER_CHUNK = 8192;
const MOST_CHUNKS = 1024;
/** Over the last axis, the only one tfjs's cpu kernel takes. */
export const softmax = defineKernel('Softmax', ({ backend, inputs: { logits }, attrs: { dim } }) => {
    const rank = logits.shape.length;
    const size = util.sizeFromShape(logits.shape);
    if (!allFloat(logits) || size === 0 || rank === 0 || (dim !== -1 && dim !== rank - 1))
        return undefined;
    const columns = logits.shape[rank - 1];
    const rows = size / columns;
    const rowsPerChunk = Math.ceil(Math.max(ELEMENTS_PER_CHUNK / columns, rows / MOST_CHUNKS));
    const x = backend.address(logits);
    const y = backend.output(logits.shape);
    backend.params.ints(x, y.address, rows, columns, rowsPerChunk);
    backend.run('softmaxChunk', Math.ceil(rows / rowsPerChunk));
    return y.info;
});
