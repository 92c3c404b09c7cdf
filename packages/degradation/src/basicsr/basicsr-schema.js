import * as v from 'valibot';
import { betaRange, blurSigma, boolean, choices, kernelProb, kernelType, noiseRange, poissonScaleRange, probability, qualityRange, resizeProb, resizeRange, scale, side, word, } from '../check/fields';
const kernelList = choices(kernelType, 'kernel types');
const datasetTrain = v.object({
    kernel_list: v.optional(kernelList),
    kernel_prob: v.optional(kernelProb),
    sinc_prob: v.optional(probability),
    blur_sigma: v.optional(blurSigma),
    betag_range: v.optional(betaRange),
    betap_range: v.optional(betaRange),
    kernel_list2: v.optional(kernelList),
    kernel_prob2: v.optional(kernelProb),
    sinc_prob2: v.optional(probability),
    blur_sigma2: v.optional(blurSigma),
    betag_range2: v.optional(betaRange),
    betap_range2: v.optional(betaRange),
    final_sinc_prob: v.optional(probability),
}, 'the settings of the training data');
/**
 * The part of a Real-ESRGAN option file that the degradation reads. Keys that are not named here belong to
 * networks, losses and loaders, and pass unread. `blur_kernel_size` is among them, because the official dataset
 * does not use it either: its sides are always 7 to 21.
 */
export const basicsrSchema = v.object({
    model_type: word(['RealESRGANModel', 'RealESRNetModel']),
    scale,
    high_order_degradation: v.optional(boolean),
    gt_usm: v.optional(boolean),
    resize_prob: v.optional(resizeProb),
    resize_range: v.optional(resizeRange),
    gaussian_noise_prob: v.optional(probability),
    noise_range: v.optional(noiseRange),
    poisson_scale_range: v.optional(poissonScaleRange),
    gray_noise_prob: v.optional(probability),
    jpeg_range: v.optional(qualityRange),
    second_blur_prob: v.optional(probability),
    resize_prob2: v.optional(resizeProb),
    resize_range2: v.optional(resizeRange),
    gaussian_noise_prob2: v.optional(probability),
    noise_range2: v.optional(noiseRange),
    poisson_scale_range2: v.optional(poissonScaleRange),
    gray_noise_prob2: v.optional(probability),
    jpeg_range2: v.optional(qualityRange),
    gt_size: v.optional(side),
    datasets: v.optional(v.object({ train: v.optional(datasetTrain) }, 'the data sets, such as train')),
}, 'the settings of an option file');
