import { ADAM_STEP } from '@srkit/core/contracts';
import { add, div, engine, getBackend, getKernel, mul, sqrt, square, sub, } from '@tensorflow/tfjs-core';
/** The update in stock operations, which defines it. */
export const referenceAdamUpdate = ({ parameter, gradient: given, expAvg: m, expAvgSq: v }, { beta1, beta2, eps, weightDecay, correction, stepSize }) => {
    const gradient = weightDecay === 0 ? given : add(given, mul(parameter, weightDecay));
    const expAvg = add(mul(m, beta1), mul(gradient, 1 - beta1));
    const expAvgSq = add(mul(v, beta2), mul(square(gradient), 1 - beta2));
    const denominator = add(div(sqrt(expAvgSq), correction), eps);
    return { parameter: sub(parameter, mul(div(expAvg, denominator), stepSize)), expAvg, expAvgSq };
};
/** One update of one parameter, in one pass where the backend has a kernel for it. To be called within `tidy`. */
export const adamUpdate = (tensors, numbers) => {
    const { kernelName } = ADAM_STEP;
    if (!getKernel(kernelName, getBackend()))
        return referenceAdamUpdate(tensors, numbers);
    const [parameter, expAvg, expAvgSq] = engine().runKernel(kernelName, { ...tensors }, { ...numbers });
    return { parameter: parameter, expAvg: expAvg, expAvgSq: expAvgSq };
};
