import { padBefore } from '@srkit/core/contracts';
import { depthwiseConv2d, mirrorPad, pad, reshape, tile, transpose, } from '@tensorflow/tfjs-core';
/** Adds what a kernel of `height` by `width` sees beyond the picture. */
export const padForFilter = (x, padding, height, width) => {
    const [rows, columns] = [padBefore(padding, height), padBefore(padding, width)];
    if (rows === 0 && columns === 0)
        return x;
    const room = [
        [0, 0],
        [rows, rows],
        [columns, columns],
        [0, 0],
    ];
    return padding === 'reflect' ? mirrorPad(x, room, 'reflect') : pad(x, room);
};
/** What `filter2d` means: a depthwise convolution whose channels are those of all samples together. */
export const referenceFilter2d = (x, kernel, padding) => {
    const [kernels, height, width] = kernel.shape;
    const padded = padForFilter(x, padding, height, width);
    const [batch, paddedHeight, paddedWidth, channels] = padded.shape;
    // [kernels, h, w] to [h, w, kernels, channels]: the same weights for every channel of a sample.
    const perChannel = tile(reshape(transpose(kernel, [1, 2, 0]), [height, width, kernels, 1]), [
        1,
        1,
        1,
        channels,
    ]);
    if (kernels === 1) {
        return depthwiseConv2d(padded, reshape(perChannel, [height, width, channels, 1]), 1, 'valid');
    }
    const side = reshape(transpose(padded, [1, 2, 0, 3]), [1, paddedHeight, paddedWidth, batch * channels]);
    const filtered = depthwiseConv2d(side, reshape(perChannel, [height, width, batch * channels, 1]), 1, 'valid');
    const [, outHeight, outWidth] = filtered.shape;
    return transpose(reshape(filtered, [outHeight, outWidth, batch, channels]), [2, 0, 1, 3]);
};
