import { util } from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel';
import { elementChunks } from './element-chunks';
const takes = ({ condition, t, e }) => condition.dtype === 'bool' &&
    t.dtype === e.dtype &&
    (t.dtype === 'float32' || t.dtype === 'int32') &&
    util.arraysEqual(condition.shape, t.shape) &&
    util.arraysEqual(t.shape, e.shape);
/** `condition ? t : e`, all of one shape, t and e of one type of 4 bytes. */
export const select = defineKernel('Select', ({ backend, inputs }) => {
    if (!takes(inputs))
        return undefined;
    const { condition, t, e } = inputs;
    const count = util.sizeFromShape(t.shape);
    const addresses = [backend.address(condition), backend.address(t), backend.address(e)];
    const y = backend.output(t.shape, t.dtype);
    const { chunks, perChunk } = elementChunks(count);
    backend.params.ints(...addresses, y.address, count, perChunk);
    backend.run('selectChunk', chunks);
    return y.info;
});
