import { tensorToRaster } from '@srkit/ops';
import { clipByValue, reverse, slice } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
import { nhwcTensor } from '../nhwc';
/** `tensor2img`: one tensor as bytes, in both channel orders, from another range, and its first channel alone. */
export const tensor2imgOp = async ({ golden }) => {
    const x = nhwcTensor(golden, 'x');
    const [, h, w, c] = x.shape;
    const first = slice(x, [0, 0, 0, 0], [1, h, w, 1]);
    // OpenCV's order, in which the official function gives its pictures.
    const bgr = reverse(x, 3);
    // The official function clamps its argument in place, and this output was made after those from 0..1.
    const clamped = clipByValue(bgr, 0, 1);
    const compared = async (name, source, shape, options) => compare(name, { shape, values: (await tensorToRaster(source, options)).data }, golden.tensor(name), golden.file.tolerance);
    const comparisons = [
        await compared('bgr_u8', bgr, [h, w, c]),
        await compared('rgb_u8', x, [h, w, c]),
        await compared('range_m1_1', clamped, [h, w, c], { min: -1, max: 1 }),
        await compared('gray_u8', first, [h, w]),
    ];
    for (const tensor of [x, bgr, first, clamped])
        tensor.dispose();
    return comparisons;
};
