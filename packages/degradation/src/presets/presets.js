import { deepFreeze } from './freeze';
const KERNEL_SIZES = [7, 9, 11, 13, 15, 17, 19, 21];
/** First order of the released options. */
const FIRST = {
    blurProb: 1,
    kernelSizes: KERNEL_SIZES,
    kernelList: ['iso', 'aniso', 'generalized_iso', 'generalized_aniso', 'plateau_iso', 'plateau_aniso'],
    kernelProb: [0.45, 0.25, 0.12, 0.03, 0.12, 0.03],
    sincProb: 0.1,
    blurSigma: [0.2, 3],
    betagRange: [0.5, 4],
    betapRange: [1, 2],
    resizeProb: [0.2, 0.7, 0.1],
    resizeRange: [0.15, 1.5],
    resizeModes: ['area', 'bilinear', 'bicubic'],
    resizeOf: 'current',
    gaussianNoiseProb: 0.5,
    noiseRange: [1, 30],
    poissonScaleRange: [0.05, 3],
    grayNoiseProb: 0.4,
    jpegRange: [30, 95],
};
/** Second order: what differs from the first. Its JPEG is the one of `final`. */
const SECOND = {
    ...FIRST,
    blurProb: 0.8,
    blurSigma: [0.2, 1.5],
    resizeProb: [0.3, 0.4, 0.3],
    resizeRange: [0.3, 1.2],
    resizeOf: 'target',
    noiseRange: [1, 25],
    poissonScaleRange: [0.05, 2.5],
    jpegRange: null,
};
const FINAL = {
    sincProb: 0.8,
    kernelSizes: KERNEL_SIZES,
    sincFirstProb: 0.5,
    resizeModes: ['area', 'bilinear', 'bicubic'],
    jpegRange: [30, 95],
};
const realEsrgan = (scale, sharpenGt = false) => ({
    scale,
    sharpen: true,
    sharpenGt,
    stages: [FIRST, SECOND],
    final: FINAL,
    order: 'fixed',
    gtSize: 256,
});
/** BSRGAN's blurs: Gaussians with sides 7 to 25 and, at x4, sigmas up to 2.8. */
const BSRGAN_BLUR = {
    ...FIRST,
    kernelSizes: [...KERNEL_SIZES, 23, 25],
    kernelList: ['iso', 'aniso'],
    kernelProb: [0.5, 0.5],
    sincProb: 0,
    blurSigma: [0.1, 2.8],
    resizeProb: [0, 0.75, 0.25],
    resizeRange: [0.125, 1],
    gaussianNoiseProb: 1,
    noiseRange: [2, 25],
};
const BSRGAN = {
    scale: 4,
    sharpen: false,
    sharpenGt: false,
    stages: [BSRGAN_BLUR, { ...BSRGAN_BLUR, resizeProb: [0, 0, 1], resizeOf: 'target', jpegRange: null }],
    final: { ...FINAL, sincProb: 0, sincFirstProb: 1 },
    order: 'shuffled',
    gtSize: 256,
};
const X4 = realEsrgan(4);
const X2 = realEsrgan(2);
/**
 * Published degradations, frozen.
 *
 * - `realesrgan-x4plus`, `realesrgan-x2plus`, `realesrnet-x4plus`, `realesrnet-x2plus`: the options the released
 *   networks were trained with. GAN and PSNR training differ in `sharpenGt`: the PSNR network learns the sharpened
 *   ground truth as it is cropped, the GAN sharpens the crop. `x4plus` and `x2plus` are short names of the GAN's.
 * - `bsrgan`: two Gaussian blurs, two resizes, noise and JPEG in random order, then JPEG, in the manner of BSRGAN
 *   (Zhang et al. 2021). It is not exact: BSRGAN has one noise of three kinds, skips steps at random and works on
 *   8-bit pictures.
 */
export const PRESETS = deepFreeze({
    'realesrgan-x4plus': X4,
    'realesrgan-x2plus': X2,
    'realesrnet-x4plus': realEsrgan(4, true),
    'realesrnet-x2plus': realEsrgan(2, true),
    x4plus: X4,
    x2plus: X2,
    bsrgan: BSRGAN,
});
