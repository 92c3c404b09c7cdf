import { util } from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel';
import { elementChunks, SMALLEST_CHUNK } from './element-chunks';
/** Sixteen truth values are one vector. */
const SMALLEST = 4 * SMALLEST_CHUNK;
const run = (backend, kernel, a, b) => {
    const count = util.sizeFromShape(a.shape);
    const [aAddress, bAddress] = [backend.address(a), backend.address(b)];
    const y = backend.output(a.shape, 'bool');
    const { chunks, perChunk } = elementChunks(count, SMALLEST);
    backend.params.ints(aAddress, bAddress, y.address, count, perChunk);
    backend.run(kernel, chunks);
    return y.info;
};
/** Of one shape; broadcasting truth values is rare. */
const both = (kernelName, kernel) => defineKernel(kernelName, ({ backend, inputs: { a, b } }) => a.dtype === 'bool' && b.dtype === 'bool' && util.arraysEqual(a.shape, b.shape)
    ? run(backend, kernel, a, b)
    : undefined);
const not = defineKernel('LogicalNot', ({ backend, inputs: { x } }) => x.dtype === 'bool' ? run(backend, 'notChunk', x, x) : undefined);
export const LOGICAL_KERNELS = [
    both('LogicalAnd', 'andChunk'),
    both('LogicalOr', 'orChunk'),
    not,
];
