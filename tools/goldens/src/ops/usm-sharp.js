import { filter2d, gaussianWeights, usmSharp } from '@srkit/ops';
import { abs, greater, mul, sub, tensor3d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
import { compareNhwc, nhwcTensor } from '../nhwc';
/** `usm_sharp`: the kernel, the blurred picture, the mask made from it, and the result. */
export const usmSharpOp = async ({ golden }) => {
    const params = golden.file.params;
    const x = nhwcTensor(golden, 'x');
    const line = gaussianWeights(params.kernel_size, params.sigma);
    const side = line.length;
    const square = Float32Array.from({ length: side * side }, (_, k) => line[Math.floor(k / side)] * line[k % side]);
    const kernel = tensor3d(square, [1, side, side]);
    const blur = filter2d(x, kernel);
    const mask = tidy(() => mul(greater(mul(abs(sub(x, blur)), 255), params.threshold), 1));
    const { radius, weight, threshold } = params;
    const output = usmSharp(x, { radius, weight, threshold });
    const expected = (name) => golden.tensor(name);
    const results = [
        compare('kernel1d', { shape: [side, 1], values: line }, expected('kernel1d'), golden.file.tolerance),
        compare('kernel', { shape: [1, side, side], values: square }, expected('kernel'), golden.file.tolerance),
        await compareNhwc(golden, 'blur', blur),
        await compareNhwc(golden, 'mask', mask),
        await compareNhwc(golden, 'output', output),
    ];
    for (const tensor of [x, kernel, blur, mask, output])
        tensor.dispose();
    return results;
};
/** `usm_sharp_numpy`: the same on one picture, `[h, w, c]`. */
export const usmSharpNumpyOp = async ({ golden }) => {
    const { radius, weight, threshold } = golden.file.params;
    const shape = golden.tensor('img').shape;
    const x = tensor4d(golden.floats('img'), [1, ...shape]);
    const output = usmSharp(x, { radius, weight, threshold });
    const values = await output.data();
    x.dispose();
    output.dispose();
    return [compare('output', { shape, values }, golden.tensor('output'), golden.file.tolerance)];
};
