import { applyColorMatrix } from './color-matrix';
const TO_YCBCR = {
    rows: [
        [0.299, 0.587, 0.114],
        [-0.168736, -0.331264, 0.5],
        [0.5, -0.418688, -0.081312],
    ],
    offset: [0, 128, 128],
};
// R = Y + 1.402 (Cr - 128) and so on, with the 128s multiplied out.
const TO_RGB = {
    rows: [
        [1, 0, 1.402],
        [1, -0.344136, -0.714136],
        [1, 1.772, 0],
    ],
    offset: [-1.402 * 128, (0.344136 + 0.714136) * 128, -1.772 * 128],
};
/**
 * RGB to JPEG's YCbCr, full range: `[..., 3]` in [0, 255] to `[..., 3]` in [0, 255], neither rounded nor clamped.
 *
 * @throws ShapeError when the last axis does not hold three channels.
 */
export const rgbToYcbcrJpeg = (x) => applyColorMatrix('rgbToYcbcrJpeg', x, TO_YCBCR);
/**
 * JPEG's full-range YCbCr to RGB: `[..., 3]` in [0, 255] to `[..., 3]` around [0, 255], neither rounded nor clamped.
 *
 * @throws ShapeError when the last axis does not hold three channels.
 */
export const ycbcrJpegToRgb = (x) => applyColorMatrix('ycbcrJpegToRgb', x, TO_RGB);
