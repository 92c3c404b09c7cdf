import { resizeMatlab } from '@srkit/ops';
import { tensor4d } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
/** `matlab_imresize`: pictures `[h, w, c]`, or `[h, w]` for gray. */
export const matlabImresizeOp = async ({ golden }) => {
    const { items } = golden.file.params;
    const comparisons = [];
    for (const { scale, antialiasing, gray = false, output } of items) {
        const source = gray ? 'gray' : 'img';
        const [h, w, c = 1] = golden.tensor(source).shape;
        const x = tensor4d(golden.floats(source), [1, h, w, c]);
        const y = resizeMatlab(x, scale, { antialiasing });
        const shape = y.shape.slice(1, gray ? 3 : 4);
        const values = await y.data();
        comparisons.push(compare(output, { shape, values }, golden.tensor(output), golden.file.tolerance));
        x.dispose();
        y.dispose();
    }
    return comparisons;
};
