import { filter2d } from '@srkit/ops';
import { clone, tensor3d, tidy } from '@tensorflow/tfjs-core';
import { kernelFromSpec } from '../kernels/kernel-from-spec';
import { padKernel } from '../kernels/pad-kernel';
/** Filters each sample with its kernel; those that are smaller than the largest get zeros around them. */
export const applyBlur = (x, { kernels }) => {
    const made = kernels.map(kernelFromSpec);
    const size = Math.max(...made.map((kernel) => kernel.size));
    if (size === 1)
        return clone(x);
    const values = new Float32Array(made.length * size * size);
    made.forEach((kernel, sample) => {
        values.set(padKernel(kernel, size).values, sample * size * size);
    });
    return tidy(() => filter2d(x, tensor3d(values, [made.length, size, size])));
};
