import { util } from '@tensorflow/tfjs-core';
import { allFloat, defineKernel } from '../kernel';
import { elementChunks, SMALLEST_CHUNK, SMALLEST_COSTLY_CHUNK } from './element-chunks';
const unary = (kernelName, kernel, { smallest = SMALLEST_CHUNK, numbers = () => [] } = {}) => defineKernel(kernelName, ({ backend, inputs: { x }, attrs }) => {
    if (!allFloat(x))
        return undefined;
    const count = util.sizeFromShape(x.shape);
    const from = backend.address(x);
    const y = backend.output(x.shape);
    const { chunks, perChunk } = elementChunks(count, smallest);
    backend.params.ints(from, y.address, count, perChunk).floats(...numbers(attrs));
    backend.run(kernel, chunks);
    return y.info;
});
const costly = { smallest: SMALLEST_COSTLY_CHUNK };
/** One float32 tensor, element by element. */
export const UNARY_KERNELS = [
    unary('Relu', 'reluChunk'),
    unary('Relu6', 'relu6Chunk'),
    unary('LeakyRelu', 'leakyReluChunk', { numbers: ({ alpha }) => [alpha] }),
    unary('ClipByValue', 'clipChunk', {
        numbers: ({ clipValueMin, clipValueMax }) => [clipValueMin, clipValueMax],
    }),
    unary('Step', 'stepChunk', { numbers: ({ alpha }) => [alpha] }),
    unary('Elu', 'eluChunk', costly),
    unary('Sigmoid', 'sigmoidChunk', costly),
    unary('Tanh', 'tanhChunk', costly),
    unary('Exp', 'expChunk', costly),
    unary('Expm1', 'expm1Chunk', costly),
    unary('Log', 'logChunk', costly),
    unary('Log1p', 'log1pChunk', costly),
    unary('Softplus', 'softplusChunk', costly),
    unary('Sqrt', 'sqrtChunk'),
    unary('Rsqrt', 'rsqrtChunk'),
    unary('Square', 'squareChunk'),
    unary('Neg', 'negateChunk'),
    unary('Abs', 'absChunk'),
    unary('Sign', 'signChunk'),
    unary('Reciprocal', 'reciprocalChunk'),
    unary('Floor', 'floorChunk'),
    unary('Ceil', 'ceilChunk'),
    unary('Round', 'roundChunk'),
];
