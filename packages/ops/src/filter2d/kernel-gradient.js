import { conv2d, reshape, slice, stack, } from '@tensorflow/tfjs-core';
import { addMany } from '../add-many';
import { padForFilter } from './reference-filter2d';
/** Gradient of `filter2d` for its kernel: each sample's padded picture correlated with what came back for it. */
export const filterKernelGradient = (x, dy, [kernels, height, width], padding) => {
    const padded = padForFilter(x, padding, height, width);
    const [batch, outHeight, outWidth, channels] = dy.shape;
    const perSample = [];
    for (let sample = 0; sample < batch; sample++) {
        const seen = slice(padded, [sample, 0, 0, 0], [1, padded.shape[1], padded.shape[2], channels]);
        const back = slice(dy, [sample, 0, 0, 0], [1, outHeight, outWidth, channels]);
        const filter = reshape(back, [outHeight, outWidth, channels, 1]);
        perSample.push(reshape(conv2d(seen, filter, 1, 'valid'), [height, width]));
    }
    return (kernels === 1 ? stack([addMany(perSample)]) : stack(perSample));
};
