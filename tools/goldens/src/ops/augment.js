import { augment } from '@srkit/ops';
import { tensor3d } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
/** `augment`: a picture `[h, w, c]` in its eight positions. */
export const augmentOp = async ({ golden }) => {
    const { items } = golden.file.params;
    const x = tensor3d(golden.floats('img'), golden.tensor('img').shape);
    const comparisons = [];
    for (const { output, ...options } of items) {
        const y = augment(x, options);
        const actual = { shape: y.shape, values: await y.data() };
        comparisons.push(compare(output, actual, golden.tensor(output), golden.file.tolerance));
        y.dispose();
    }
    x.dispose();
    return comparisons;
};
