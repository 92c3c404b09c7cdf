import { util } from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel';
import { elementChunks } from './element-chunks';
/** The 4 bytes that are repeated: one number, or four truth values. */
const wordOf = (value, dtype) => {
    if (dtype === 'int32')
        return value | 0;
    if (dtype === 'bool')
        return (value & 255) * 0x01010101;
    return new Int32Array(new Float32Array([value]).buffer)[0];
};
const fillWith = (backend, shape, value, dtype) => {
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool')
        return undefined;
    const y = backend.output(shape, dtype);
    const words = Math.ceil((util.sizeFromShape(shape) * (dtype === 'bool' ? 1 : 4)) / 4);
    const { chunks, perChunk } = elementChunks(words);
    backend.params.ints(y.address, words, perChunk, wordOf(value, dtype));
    backend.run('fillChunk', chunks);
    return y.info;
};
const fill = defineKernel('Fill', ({ backend, attrs: { shape, value, dtype } }) => typeof value === 'string'
    ? undefined
    : fillWith(backend, shape, Number(value), dtype || util.inferDtype(value)));
const like = (kernelName, value) => defineKernel(kernelName, ({ backend, inputs: { x } }) => fillWith(backend, x.shape, value, x.dtype));
/** Tensors of one number. */
export const FILL_KERNELS = [fill, like('ZerosLike', 0), like('OnesLike', 1)];
