import { getKernel } from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel';
import { convert } from './convert';
/** Kernels by the types they convert from and to. */
const CONVERSIONS = {
    'int32 float32': 'intToFloatChunk',
    'bool float32': 'boolToFloatChunk',
    'float32 int32': 'floatToIntChunk',
    'bool int32': 'boolToIntChunk',
    'float32 bool': 'floatToBoolChunk',
    'int32 bool': 'intToBoolChunk',
};
const castTo = (backend, x, dtype) => {
    if (x.dtype === dtype)
        return backend.alias(x, x.shape);
    const kernel = CONVERSIONS[`${x.dtype} ${dtype}`];
    return kernel ? convert(backend, kernel, x, dtype) : undefined;
};
/**
 * tfjs's cpu kernel gives float32 the elements of an int32 or bool tensor as they are, because JavaScript does not tell
 * them apart; here they have different bytes.
 */
export const cast = defineKernel('Cast', ({ backend, inputs: { x }, attrs: { dtype } }) => {
    if (dtype !== 'complex64' || x.dtype === 'complex64')
        return castTo(backend, x, dtype);
    const real = castTo(backend, x, 'float32');
    if (!real)
        return undefined;
    const complex = getKernel('Cast', 'cpu')?.kernelFunc({ inputs: { x: real }, attrs: { dtype }, backend });
    backend.disposeIntermediateTensorInfo(real);
    return complex;
});
