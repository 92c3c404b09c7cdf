import { REFERENCE_FORM } from '@srkit/core/contracts';
import { getBackend, getGradient, getKernel, registerGradient, registerKernel, tidy, } from '@tensorflow/tfjs-core';
import { runKernel } from './run-kernel';
/**
 * Makes an op a tfjs kernel with a gradient, so that `tf.grad`, `tf.tidy` and profiling treat it like any other. The
 * reference form is registered for a backend that is found without a kernel when the op runs on it: a backend that is
 * loaded later, or that nobody here knows of, is served as well. Defining an op twice (a page that loads the ESM and the
 * CommonJS build) keeps the first gradient.
 */
export const defineOp = (contract, { reference, inputsToSave = [], gradient }) => {
    const { kernelName } = contract;
    if (!getGradient(kernelName)) {
        const gradFunc = (dy, saved, attrs) => gradient(dy, saved, attrs);
        registerGradient({ kernelName, inputsToSave: [...inputsToSave], gradFunc });
    }
    return (inputs, attrs) => {
        const backendName = getBackend();
        if (!getKernel(kernelName, backendName)) {
            const kernel = {
                kernelName,
                backendName,
                kernelFunc: (given) => tidy(() => reference(given.inputs, given.attrs)),
                [REFERENCE_FORM]: true,
            };
            registerKernel(kernel);
        }
        return runKernel(contract, inputs, attrs);
    };
};
