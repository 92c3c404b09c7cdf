import { deformConv2d } from '@srkit/ops';
import { engine, mul, sum, tensor1d, tensor4d, tidy, transpose, } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
import { compareNhwc, nhwcTensor } from '../nhwc';
/** A stored OIHW weight as HWIO. */
const weightOf = (golden, name) => tidy(() => {
    const shape = golden.tensor(name).shape;
    return transpose(tensor4d(golden.floats(name), shape), [2, 3, 1, 0]);
});
/** `modulated_deform_conv2d`: the output, and the gradients of sum(y * R). */
export const deformConvOp = async ({ golden }) => {
    const { stride, padding, dilation, deform_groups: deformGroups, } = golden.file.params;
    const options = { stride, padding, dilation, deformGroups };
    const [x, offset, mask] = ['x', 'offset', 'mask'].map((name) => nhwcTensor(golden, name));
    const weight = weightOf(golden, 'weight');
    const bias = golden.file.inputs.includes('bias') ? tensor1d(golden.floats('bias')) : null;
    const weights = nhwcTensor(golden, 'R');
    const run = () => deformConv2d(x, offset, mask, weight, bias, options);
    const output = run();
    const { value, grads } = engine().gradients(() => sum(mul(run(), weights)), [x, offset, mask, weight, ...(bias ? [bias] : [])]);
    const [gradX, gradOffset, gradMask, gradWeight, gradBias] = grads;
    const turned = transpose(gradWeight, [3, 2, 0, 1]);
    const whole = async (name, tensor) => compare(name, { shape: tensor.shape, values: await tensor.data() }, golden.tensor(name), golden.file.tolerance);
    const results = [
        await compareNhwc(golden, 'y', output),
        await compareNhwc(golden, 'grad_x', gradX),
        await compareNhwc(golden, 'grad_offset', gradOffset),
        await compareNhwc(golden, 'grad_mask', gradMask),
        await whole('grad_weight', turned),
        ...(gradBias ? [await whole('grad_bias', gradBias)] : []),
    ];
    for (const tensor of [x, offset, mask, weight, bias, weights, output, value, turned, ...grads])
        tensor?.dispose();
    return results;
};
