import { rgbToGrayBytes, rgbToYcbcrBytes, ycbcrToRgbBytes } from '@srkit/image';
import { rgbToGray, rgbToY, rgbToYcbcr, rgbToYcbcrJpeg, ycbcrJpegToRgb, ycbcrToRgb } from '@srkit/ops';
import { dispose, mul, reshape, reverse, slice, tidy, } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
import { compareNhwc, nhwcTensor } from '../nhwc';
const compareAsIs = async (golden, name, actual) => compare(name, { shape: actual.shape, values: await actual.data() }, golden.tensor(name), golden.file.tolerance);
/** Conversions of batches, and those of the first sample as an array of floats. */
const floats = async (golden, x) => {
    const [, h, w] = x.shape;
    const outputs = tidy(() => {
        const first = reshape(slice(x, [0, 0, 0, 0], [1, h, w, 3]), [h, w, 3]);
        // Functions that read BGR are fed the same array, so that its first channel is blue.
        const fromBgr = reverse(first, 2);
        const jpeg = rgbToYcbcrJpeg(mul(x, 255));
        return {
            jpeg_ycbcr_nhwc: jpeg,
            jpeg_rgb_nchw: ycbcrJpegToRgb(jpeg),
            pt_ycbcr: rgbToYcbcr(x),
            pt_y: rgbToY(x),
            tv_gray: rgbToGray(x),
            np_rgb2ycbcr_f32: rgbToYcbcr(first),
            np_bgr2y_f32: reshape(rgbToY(fromBgr), [h, w]),
            np_ycbcr2rgb_f32: ycbcrToRgb(rgbToYcbcr(first)),
            cv_bgr2gray_f32: reshape(rgbToGray(fromBgr, { weights: 'opencv' }), [h, w]),
        };
    });
    const comparisons = [
        await compareAsIs(golden, 'jpeg_ycbcr_nhwc', outputs.jpeg_ycbcr_nhwc),
        await compareNhwc(golden, 'jpeg_rgb_nchw', outputs.jpeg_rgb_nchw),
        await compareNhwc(golden, 'pt_ycbcr', outputs.pt_ycbcr),
        await compareNhwc(golden, 'pt_y', outputs.pt_y),
        await compareNhwc(golden, 'tv_gray', outputs.tv_gray),
        await compareAsIs(golden, 'np_rgb2ycbcr_f32', outputs.np_rgb2ycbcr_f32),
        await compareAsIs(golden, 'np_bgr2y_f32', outputs.np_bgr2y_f32),
        await compareAsIs(golden, 'np_ycbcr2rgb_f32', outputs.np_ycbcr2rgb_f32),
        await compareAsIs(golden, 'cv_bgr2gray_f32', outputs.cv_bgr2gray_f32),
    ];
    dispose(outputs);
    return comparisons;
};
/** Conversions of the first sample as bytes. */
const bytes = async (golden, x) => {
    const [, h, w] = x.shape;
    const rgb = Uint8Array.from((await x.data()).subarray(0, h * w * 3), (v) => Math.round(v * 255));
    const bgr = Uint8Array.from(rgb, (_, i) => rgb[i - 2 * (i % 3) + 2]);
    const compareBytes = (name, values, shape = [h, w, 3]) => compare(name, { shape, values }, golden.tensor(name), golden.file.tolerance);
    return [
        compareBytes('np_rgb2ycbcr_u8', rgbToYcbcrBytes(rgb)),
        compareBytes('np_bgr2ycbcr_u8', rgbToYcbcrBytes(bgr)),
        compareBytes('np_ycbcr2rgb_u8', ycbcrToRgbBytes(rgbToYcbcrBytes(rgb))),
        compareBytes('cv_bgr2gray_u8', rgbToGrayBytes(bgr), [h, w]),
    ];
};
/** `color`: every conversion of one batch, of which the functions for arrays see the first sample. */
export const colorOp = async ({ golden }) => {
    const x = nhwcTensor(golden, 'x');
    const comparisons = [...(await floats(golden, x)), ...(await bytes(golden, x))];
    x.dispose();
    return comparisons;
};
