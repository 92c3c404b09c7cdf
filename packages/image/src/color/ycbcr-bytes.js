import { roundHalfEven } from '@srkit/core';
import { checkPixels } from './check-pixels';
/** Keeps values that rounding pushed out of range inside it. */
const toByte = (value) => Math.min(Math.max(roundHalfEven(value), 0), 255);
/**
 * 8-bit RGB to 8-bit YCbCr, BT.601 in studio range (Y 16..235, Cb and Cr 16..240), rounded half to even.
 *
 * @param rgb Pixels with three interleaved channels.
 * @throws ShapeError `E_PIXELS_LENGTH` when the length is not a multiple of 3.
 */
export const rgbToYcbcrBytes = (rgb) => {
    checkPixels('rgbToYcbcrBytes', rgb.length);
    const out = new Uint8Array(rgb.length);
    for (let i = 0; i < rgb.length; i += 3) {
        const [r, g, b] = [rgb[i] / 255, rgb[i + 1] / 255, rgb[i + 2] / 255];
        out[i] = toByte(65.481 * r + 128.553 * g + 24.966 * b + 16);
        out[i + 1] = toByte(-37.797 * r - 74.203 * g + 112 * b + 128);
        out[i + 2] = toByte(112 * r - 93.786 * g - 18.214 * b + 128);
    }
    return out;
};
/**
 * 8-bit YCbCr, BT.601 in studio range, to 8-bit RGB, rounded half to even. Colours outside RGB are clamped; the
 * function of the same purpose in BasicSR lets them wrap around.
 *
 * @param ycbcr Pixels with three interleaved channels.
 * @throws ShapeError `E_PIXELS_LENGTH` when the length is not a multiple of 3.
 */
export const ycbcrToRgbBytes = (ycbcr) => {
    checkPixels('ycbcrToRgbBytes', ycbcr.length);
    const out = new Uint8Array(ycbcr.length);
    for (let i = 0; i < ycbcr.length; i += 3) {
        const luma = 0.00456621 * ycbcr[i];
        const [cb, cr] = [ycbcr[i + 1], ycbcr[i + 2]];
        out[i] = toByte((luma + 0.00625893 * cr) * 255 - 222.921);
        out[i + 1] = toByte((luma - 0.00153632 * cb - 0.00318811 * cr) * 255 + 135.576);
        out[i + 2] = toByte((luma + 0.00791071 * cb) * 255 - 276.836);
    }
    return out;
};
