import { util } from '@tensorflow/tfjs-core';
import { allFloat, defineKernel } from '../kernel';
import { runBinary } from './run-binary';
/** Squares, which losses take; other powers are left to `Math.pow`, whose last digits float32 does not reach. */
export const pow = defineKernel('Pow', ({ backend, inputs: { a, b } }) => {
    if (!allFloat(a, b) || b.shape.length > a.shape.length || util.sizeFromShape(b.shape) !== 1)
        return undefined;
    const [exponent] = backend.data.get(b.dataId).values;
    return exponent === 2 ? runBinary(backend, 'multiplyChunk', a, a, 'float32') : undefined;
});
