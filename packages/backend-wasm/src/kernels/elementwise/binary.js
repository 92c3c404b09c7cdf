import { allFloat, defineKernel } from '../kernel';
import { runBinary } from './run-binary';
const arithmetic = (kernelName, kernel) => defineKernel(kernelName, ({ backend, inputs: { a, b } }) => allFloat(a, b) ? runBinary(backend, kernel, a, b, 'float32') : undefined);
const comparison = (kernelName, kernel) => defineKernel(kernelName, ({ backend, inputs: { a, b } }) => allFloat(a, b) ? runBinary(backend, kernel, a, b, 'bool') : undefined);
const prelu = defineKernel('Prelu', ({ backend, inputs: { x, alpha } }) => allFloat(x, alpha) ? runBinary(backend, 'preluChunk', x, alpha, 'float32') : undefined);
const eluGrad = defineKernel('EluGrad', ({ backend, inputs: { dy, y } }) => allFloat(dy, y) ? runBinary(backend, 'eluGradientChunk', dy, y, 'float32') : undefined);
/** Two float32 tensors, broadcast against each other. */
export const BINARY_KERNELS = [
    arithmetic('Add', 'addChunk'),
    arithmetic('Sub', 'subtractChunk'),
    arithmetic('Multiply', 'multiplyChunk'),
    arithmetic('RealDiv', 'divideChunk'),
    arithmetic('Maximum', 'maximumChunk'),
    arithmetic('Minimum', 'minimumChunk'),
    arithmetic('SquaredDifference', 'squaredDifferenceChunk'),
    prelu,
    eluGrad,
    comparison('Greater', 'greaterChunk'),
    comparison('GreaterEqual', 'greaterEqualChunk'),
    comparison('Less', 'lessChunk'),
    comparison('LessEqual', 'lessEqualChunk'),
    comparison('Equal', 'equalChunk'),
    comparison('NotEqual', 'notEqualChunk'),
];
