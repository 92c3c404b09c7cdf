import { round, tensor } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
/** `round`: tfjs's own rounding, on which the library relies for halves going to the even number. */
export const roundOp = async ({ golden }) => {
    const x = tensor(golden.floats('x'), [...golden.tensor('x').shape]);
    const y = round(x);
    const actual = { shape: y.shape, values: await y.data() };
    x.dispose();
    y.dispose();
    return [compare('output', actual, golden.tensor('output'), golden.file.tolerance)];
};
