import { filter2d } from '@srkit/ops';
import { tensor3d } from '@tensorflow/tfjs-core';
import { compareNhwc, nhwcTensor } from '../nhwc';
/** `filter2d`: one kernel for all samples, or one for each. */
export const filter2dOp = async ({ golden }) => {
    const kernel = tensor3d(golden.floats('kernel'), golden.tensor('kernel').shape);
    const x = nhwcTensor(golden, 'x');
    const output = filter2d(x, kernel);
    const result = await compareNhwc(golden, 'output', output);
    for (const tensor of [kernel, x, output])
        tensor.dispose();
    return [result];
};
