import { applyColorMatrix } from './color-matrix';
// ITU-R BT.601, luma on 16..235 and chroma on 16..240 of 255. The constants are BasicSR's, which are MATLAB's.
const Y_ROW = [65.481 / 255, 128.553 / 255, 24.966 / 255];
const TO_YCBCR = {
    rows: [Y_ROW, [-37.797 / 255, -74.203 / 255, 112 / 255], [112 / 255, -93.786 / 255, -18.214 / 255]],
    offset: [16 / 255, 128 / 255, 128 / 255],
};
const TO_Y = { rows: [Y_ROW], offset: [16 / 255] };
const TO_RGB = {
    rows: [
        [0.00456621 * 255, 0, 0.00625893 * 255],
        [0.00456621 * 255, -0.00153632 * 255, -0.00318811 * 255],
        [0.00456621 * 255, 0.00791071 * 255, 0],
    ],
    offset: [-222.921 / 255, 135.576 / 255, -276.836 / 255],
};
/**
 * RGB to YCbCr, BT.601 in studio range: `[..., 3]` in [0, 1] to `[..., 3]` with Y in [16, 235] / 255 and Cb, Cr in
 * [16, 240] / 255.
 *
 * @throws ShapeError when the last axis does not hold three channels.
 */
export const rgbToYcbcr = (x) => applyColorMatrix('rgbToYcbcr', x, TO_YCBCR);
/**
 * The luma of `rgbToYcbcr` alone: `[..., 3]` in [0, 1] to `[..., 1]` in [16, 235] / 255. PSNR and SSIM "on the Y channel"
 * mean this one.
 *
 * @throws ShapeError when the last axis does not hold three channels.
 */
export const rgbToY = (x) => applyColorMatrix('rgbToY', x, TO_Y);
/**
 * YCbCr, BT.601 in studio range, to RGB: `[..., 3]` to `[..., 3]`, both over 255. Not clamped; its constants are
 * rounded, so that it undoes `rgbToYcbcr` up to 2e-5.
 *
 * @throws ShapeError when the last axis does not hold three channels.
 */
export const ycbcrToRgb = (x) => applyColorMatrix('ycbcrToRgb', x, TO_RGB);
