import { checkPixels } from './check-pixels';
/** 0.299, 0.587 and 0.114 in units of 2^-15, as OpenCV 4 rounds them so that they add up to 1. */
const [RED, GREEN, BLUE] = [9798, 19235, 3735];
const BITS = 15;
/**
 * 8-bit RGB to 8-bit gray as OpenCV's `cvtColor`, bit for bit (its integer arithmetic, rounded half up).
 *
 * @param rgb Pixels with three interleaved channels.
 * @returns One sample per pixel.
 * @throws ShapeError `E_PIXELS_LENGTH` when the length is not a multiple of 3.
 */
export const rgbToGrayBytes = (rgb) => {
    checkPixels('rgbToGrayBytes', rgb.length);
    const out = new Uint8Array(rgb.length / 3);
    for (let i = 0, p = 0; i < out.length; i++, p += 3) {
        out[i] = (RED * rgb[p] + GREEN * rgb[p + 1] + BLUE * rgb[p + 2] + (1 << (BITS - 1))) >> BITS;
    }
    return out;
};
