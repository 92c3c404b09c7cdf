import { refuseUnknownKeys } from '@srkit/core';
import { DEFORM_CONV2D } from '@srkit/core/contracts';
import { add, concat, matMul, ones, reshape, slice, tidy, transpose, } from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
import { checkDeform } from './check-deform';
import { deformColumns, deformPictureGradient, deformSamplingGradient } from './deform-columns';
import { deformBands } from './geometry';
import { hasNativeGradients, nativeGradients } from './native-gradients';
/** Adds up tensors one at a time, so that only one of them and the sum exist. */
const sumOf = (terms) => {
    let total;
    for (const term of terms) {
        const before = total;
        total = tidy(() => (before ? add(before, term()) : term()));
        before?.dispose();
    }
    return total;
};
const bandsOf = (x, sampling, geometry) => {
    const [samples, height, width] = sampling.shape;
    return deformBands(geometry, [samples, height, width], x.shape);
};
/** The weight as the matrix that the columns are multiplied with. */
const matrixOf = (weight) => reshape(weight, [-1, weight.shape[3]]);
/** A band of the output's gradient, `[rows * w, outChannels]`. */
const bandOf = (dy, { sample, firstRow, rows }) => {
    const [, , width, channels] = dy.shape;
    return reshape(slice(dy, [sample, firstRow, 0, 0], [1, rows, width, channels]), [rows * width, channels]);
};
const forward = (x, sampling, weight, geometry) => {
    const matrix = matrixOf(weight);
    const parts = bandsOf(x, sampling, geometry).map((band) => tidy(() => matMul(deformColumns(x, sampling, band), matrix)));
    const [samples, height, width] = sampling.shape;
    return reshape(concat(parts, 0), [samples, height, width, weight.shape[3]]);
};
const deform = defineOp(DEFORM_CONV2D, {
    reference: ({ x, sampling, weight }, geometry) => forward(x, sampling, weight, geometry),
    inputsToSave: ['x', 'sampling', 'weight'],
    // Columns are made again, because keeping them would take nine times the memory of x for a 3 x 3 kernel.
    gradient: (dyOut, saved, geometry) => {
        const dy = dyOut;
        const [x, sampling, weight] = saved;
        if (hasNativeGradients())
            return nativeGradients({ x, sampling, weight, dy }, geometry);
        const [, inHeight, inWidth, channels] = x.shape;
        const bands = bandsOf(x, sampling, geometry);
        // tfjs-backend-wasm multiplies transposed matrices slowly: the small one is turned round first.
        const columnsGradient = (band) => matMul(bandOf(dy, band), transpose(matrixOf(weight)));
        return {
            x: () => {
                const perSample = Array.from({ length: x.shape[0] }, (_, sample) => sumOf(bands
                    .filter((band) => band.sample === sample)
                    .map((band) => () => deformPictureGradient(columnsGradient(band), sampling, band, [inHeight, inWidth, channels]))));
                return concat(perSample, 0);
            },
            sampling: () => {
                const parts = bands.map((band) => tidy(() => reshape(deformSamplingGradient(x, sampling, columnsGradient(band), band), [
                    -1,
                    sampling.shape[3],
                ])));
                return reshape(concat(parts, 0), sampling.shape);
            },
            weight: () => {
                const turned = sumOf(bands.map((band) => () => matMul(transpose(bandOf(dy, band)), deformColumns(x, sampling, band))));
                return reshape(transpose(turned), weight.shape);
            },
        };
    },
});
/**
 * Modulated deformable convolution (DCNv2; Zhu et al., 2019, as in the official CUDA kernels and mmcv): each tap reads
 * `x` at its own place plus a learned offset, bilinearly, and is multiplied by a mask. A sample counts as 0
 * unless `-1 < y < inHeight` and `-1 < x < inWidth`, and so does each of its four pixels that lies outside. Gradients
 * for all five tensors; for an offset it is the right-hand derivative at whole coordinates, and 0 for a sample outside.
 *
 * @param x `[n, inHeight, inWidth, c]`
 * @param offset `[n, h, w, 2 * deformGroups * kh * kw]` in pixels of `x`: channel `2 * (g * kh * kw + i * kw + j)` is
 *   the offset in y of group g and tap (i, j), the next one that in x
 * @param mask `[n, h, w, deformGroups * kh * kw]`, channel `g * kh * kw + i * kw + j`; null for ones (DCNv1)
 * @param weight `[kh, kw, c, outChannels]`
 * @param bias `[outChannels]` or null
 * @returns `[n, h, w, outChannels]`
 * @throws ShapeError when the tensors do not fit each other; ConfigError for a setting out of its range.
 */
export const deformConv2d = (x, offset, mask, weight, bias, options = {}) => {
    const known = ['stride', 'padding', 'dilation', 'deformGroups', 'allowOtherSize'];
    refuseUnknownKeys('deformConv2d', options, known);
    const { stride = 1, padding = 1, dilation = 1, deformGroups = 1, allowOtherSize = false } = options;
    const geometry = {
        kernelSize: [weight.shape[0], weight.shape[1]],
        stride,
        padding,
        dilation,
        deformGroups,
    };
    checkDeform({ x, offset, mask, weight, bias }, geometry, allowOtherSize);
    return tidy(() => {
        const [samples, height, width, channels] = offset.shape;
        // One tensor, because the gradients of offsets and masks come from the same products.
        const sampling = concat([offset, mask ?? ones([samples, height, width, channels / 2])], 3);
        const y = deform({ x, sampling, weight }, geometry);
        return bias ? add(y, bias) : y;
    });
};
