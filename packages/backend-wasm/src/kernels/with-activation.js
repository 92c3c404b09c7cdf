import { getKernel } from '@tensorflow/tfjs-core';
import { epilogueOf } from '../convolution/epilogue';
import { BACKEND_NAME } from './kernel';
/** tfjs's kernels of the activations that products and convolutions do not apply themselves. */
const SEPARATE = { elu: 'Elu', sigmoid: 'Sigmoid' };
/**
 * What `compute` gives with the bias and activation of a fused kernel; undefined where that has to be left to another
 * backend.
 */
export const withActivation = (backend, outChannels, { bias, preluActivationWeights }, { activation, leakyreluAlpha }, compute) => {
    const separate = activation && Object.hasOwn(SEPARATE, activation) ? SEPARATE[activation] : undefined;
    const epilogue = epilogueOf(backend, {
        outChannels,
        bias,
        activation: separate ? 'linear' : activation,
        leakyreluAlpha,
        preluActivationWeights,
    });
    if (!epilogue)
        return undefined;
    const y = compute(epilogue);
    if (!separate)
        return y;
    const activated = getKernel(separate, BACKEND_NAME).kernelFunc({ inputs: { x: y }, backend });
    backend.disposeData(y.dataId);
    return activated;
};
