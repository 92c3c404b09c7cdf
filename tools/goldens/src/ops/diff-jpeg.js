import { diffJpeg, diffJpegCoefficients, JPEG_CHROMA_STEPS, JPEG_LUMA_STEPS, qualityFactor, } from '@srkit/ops';
import { grad, mean, mul } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
import { compareNhwc, nhwcTensor } from '../nhwc';
/** `diffjpeg`: the picture, the factors, the quantised coefficients, and the gradient where one is stored. */
export const diffJpegOp = async ({ golden }) => {
    const { differentiable, quality } = golden.file.params;
    const { tolerance } = golden.file;
    const x = nhwcTensor(golden, 'x');
    const names = golden.outputNames;
    const results = [];
    const output = diffJpeg(x, quality, { differentiable });
    results.push(await compareNhwc(golden, 'output', output));
    output.dispose();
    if (names.includes('factor')) {
        const values = quality.map(qualityFactor);
        results.push(compare('factor', { shape: [values.length], values }, golden.tensor('factor'), tolerance));
    }
    if (names.includes('coef_y')) {
        const coefficients = diffJpegCoefficients(x, quality, { differentiable });
        for (const [name, tensor] of Object.entries(coefficients)) {
            const actual = { shape: tensor.shape, values: await tensor.data() };
            results.push(compare(`coef_${name}`, actual, golden.tensor(`coef_${name}`), tolerance));
            tensor.dispose();
        }
    }
    if (names.includes('grad.x')) {
        const weights = nhwcTensor(golden, 'R');
        const loss = (t) => mean(mul(diffJpeg(t, quality, { differentiable }), weights));
        const gradient = grad(loss)(x);
        results.push(await compareNhwc(golden, 'grad.x', gradient, golden.file.grad_tolerance));
        weights.dispose();
        gradient.dispose();
    }
    x.dispose();
    return results;
};
/** `jpeg_tables`: the quantisation tables. */
export const jpegTablesOp = async ({ golden }) => [['y_table', JPEG_LUMA_STEPS], ['c_table', JPEG_CHROMA_STEPS]].map(([name, values]) => compare(name, { shape: [8, 8], values }, golden.tensor(name), golden.file.tolerance));
/** `jpeg_factor`: qualities, a tensor, to the factors of the tables. */
export const jpegFactorOp = async ({ golden }) => {
    const [input = 'quality'] = golden.file.inputs;
    const { shape, values } = golden.tensor(input);
    const factors = Array.from(values, qualityFactor);
    return golden.outputNames.map((name) => compare(name, { shape, values: factors }, golden.tensor(name), golden.file.tolerance));
};
