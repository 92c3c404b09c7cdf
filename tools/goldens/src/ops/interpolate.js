import { resize } from '@srkit/ops';
import { grads } from '@tensorflow/tfjs-core';
import { compareNhwc, nhwcTensor } from '../nhwc';
const optionsOf = ({ mode, size, scale_factor }) => size ? { mode, size } : { mode, scaleFactor: scale_factor };
/** `interpolate`: one picture in every mode, to sizes or by factors. */
export const interpolateOp = async ({ golden }) => {
    const { items } = golden.file.params;
    const x = nhwcTensor(golden, 'x');
    const comparisons = [];
    for (const item of items) {
        const y = resize(x, optionsOf(item));
        comparisons.push(await compareNhwc(golden, item.output, y));
        y.dispose();
    }
    x.dispose();
    return comparisons;
};
/** `interpolate_grad`: outputs, and the gradients of sum(y * R) for the picture. */
export const interpolateGradOp = async ({ golden }) => {
    const { items } = golden.file.params;
    const x = nhwcTensor(golden, 'x');
    const comparisons = [];
    for (const item of items) {
        const weights = nhwcTensor(golden, item.R);
        const y = resize(x, optionsOf(item));
        const [gradient] = grads((t) => resize(t, optionsOf(item)))([x], weights);
        comparisons.push(await compareNhwc(golden, item.output, y));
        comparisons.push(await compareNhwc(golden, item.grad, gradient));
        for (const tensor of [weights, y, gradient])
            tensor.dispose();
    }
    x.dispose();
    return comparisons;
};
