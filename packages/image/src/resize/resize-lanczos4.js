import { checkRaster } from '@srkit/core';
import { checkSides } from './check-sides';
import { eightBit, sixteenBit } from './lanczos4-arithmetic';
import { lanczos4Column, lanczos4Row } from './lanczos4-passes';
import { lanczos4Taps, TAPS } from './lanczos4-taps';
import { rowWindow } from './row-window';
/**
 * Resizes a picture as `cv2.resize(..., INTER_LANCZOS4)` does on integers: 8 x 8 taps, half-pixel centres,
 * replicated border, and no antialiasing when shrinking. Channels are resized one by one, alpha like a colour.
 *
 * 8-bit results are OpenCV 4.6's bit for bit; 16-bit ones are within 1 level. Beyond the output it holds eight rows.
 *
 * @param size `[height, width]` of the result.
 * @returns A new raster with the same channels, bit depth and colour profile.
 * @throws ShapeError when the raster does not add up or a side is not a positive integer.
 */
export const resizeLanczos4 = (raster, size) => {
    checkRaster(raster);
    const [height, width] = checkSides('resizeLanczos4', size);
    const { data, channels } = raster;
    if (width === raster.width && height === raster.height)
        return { ...raster, data: data.slice() };
    const arithmetic = data instanceof Uint8Array ? eightBit : sixteenBit;
    const columns = arithmetic.weights(lanczos4Taps(raster.width, width));
    const rows = arithmetic.weights(lanczos4Taps(raster.height, height));
    const inRow = raster.width * channels;
    const outRow = width * channels;
    const source = new Float32Array(inRow);
    const rowOf = rowWindow(TAPS, outRow, (y, row) => {
        source.set(data.subarray(y * inRow, (y + 1) * inRow));
        lanczos4Row(source, row, channels, columns);
    });
    const sums = new Float64Array(outRow);
    const samples = outRow * height;
    const out = data instanceof Uint8Array ? new Uint8Array(samples) : new Uint16Array(samples);
    for (let y = 0; y < height; y++) {
        lanczos4Column(rowOf, sums, y, rows);
        arithmetic.store(sums, out, y * outRow);
    }
    return { ...raster, width, height, data: out };
};
