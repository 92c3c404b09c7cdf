import { resizeLanczos4, resizeLinearFloat } from '@srkit/image';
import { resample, resampleTable, resize } from '@srkit/ops';
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
/** A plane after the other, as alpha is resized. */
const linear = ({ shape: [h, w, c], values }, height, width) => {
    const out = new Float32Array(height * width * c);
    for (let k = 0; k < c; k++) {
        const plane = Float32Array.from({ length: h * w }, (_, i) => values[i * c + k]);
        resizeLinearFloat(plane, [h, w], [height, width]).forEach((v, i) => {
            out[i * c + k] = v;
        });
    }
    return out;
};
const resizedBy = async ({ shape, values }, op) => {
    const y = tidy(() => op(tensor4d(values, [1, ...shape])));
    const out = (await y.data());
    y.dispose();
    return out;
};
/** OpenCV's cubic is PyTorch's. */
const cubic = (picture, height, width) => resizedBy(picture, (x) => resize(x, { mode: 'bicubic', size: [height, width] }));
/** Weights are how much of a sample an output covers, which the library itself has no use for. */
const coverage = (size, outSize) => resampleTable(size, outSize, (d, add) => {
    const [start, end] = [(d * size) / outSize, ((d + 1) * size) / outSize];
    for (let i = Math.floor(start); i < Math.min(Math.ceil(end), size); i++) {
        add(i, ((Math.min(i + 1, end) - Math.max(i, start)) * outSize) / size);
    }
});
const area = (picture, height, width) => {
    const [h, w] = picture.shape;
    return resizedBy(picture, (x) => resample(x, coverage(h, height), coverage(w, width)));
};
const FLOAT_RESIZERS = { linear, cubic, area };
const resized = async (golden, item) => {
    const { src, interpolation, height, width, output } = item;
    const { dtype, shape, values } = golden.tensor(src);
    const [h, w, channels] = shape;
    if (interpolation === 'lanczos4') {
        const data = values;
        return resizeLanczos4({ width: w, height: h, channels, data }, [height, width]).data;
    }
    const picture = { shape: [h, w, channels], values: golden.floats(src) };
    const out = await FLOAT_RESIZERS[interpolation](picture, height, width);
    if (golden.tensor(output).dtype === 'F32')
        return out;
    if (dtype !== 'U8')
        throw new Error(`${interpolation} of ${dtype} is not one that goldens use`);
    return Uint8ClampedArray.from(out);
};
/** `cv2_resize`: integers by Lanczos; the other interpolations in floats, rounded at the end for 8 bits. */
export const cv2ResizeOp = async ({ golden }) => {
    const { items } = golden.file.params;
    // The case states this one as a number.
    const floatTolerance = { abs: golden.file.f32_tolerance };
    const comparisons = [];
    for (const item of items) {
        const expected = golden.tensor(item.output);
        const tolerance = expected.dtype === 'F32'
            ? floatTolerance
            : expected.dtype === 'U16'
                ? { abs: 2 }
                : golden.file.tolerance;
        const actual = { shape: [item.height, item.width, 3], values: await resized(golden, item) };
        comparisons.push(compare(item.output, actual, expected, tolerance));
    }
    return comparisons;
};
