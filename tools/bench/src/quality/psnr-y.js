const WHITE = 255;
/** BT.601 studio-range luma, 16..235, of RGB samples in 0..255; not rounded. */
const lumaAt = ({ channels, data }, pixel) => {
    const i = pixel * channels;
    const [r, g, b] = channels >= 3 ? [data[i], data[i + 1], data[i + 2]] : [data[i], data[i], data[i]];
    return (65.481 * r + 128.553 * g + 24.966 * b) / WHITE + 16;
};
const SIZES = (a, b) => `${a.width}x${a.height} and ${b.width}x${b.height}`;
/**
 * PSNR on luma of two 8-bit pictures, with `border` pixels cut off on each side, as BasicSR's `calculate_psnr`
 * with `test_y_channel`. A grey picture counts as three equal channels. Infinite for equal pictures.
 */
export const psnrY = (a, b, border) => {
    if (a.width !== b.width || a.height !== b.height)
        throw new Error(`Cannot compare ${SIZES(a, b)}.`);
    const { width, height } = a;
    let sum = 0;
    for (let y = border; y < height - border; y++) {
        for (let x = border; x < width - border; x++) {
            sum += (lumaAt(a, y * width + x) - lumaAt(b, y * width + x)) ** 2;
        }
    }
    const mean = sum / ((width - 2 * border) * (height - 2 * border));
    return 10 * Math.log10(WHITE ** 2 / mean);
};
