/** Deterministic numbers in [0, 1), so that a failure can be seen again. */
export const randomNumbers = (seed) => () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
};
/**
 * Draws a picture. `noise` has every sample value and nothing to predict; `smooth` is a slow gradient that lossy
 * formats keep closely; no row, column or channel equals another, so that turned pictures differ.
 */
export const drawRaster = (width, height, channels, bits = 8, kind = 'noise') => {
    const max = 2 ** bits - 1;
    const length = width * height * channels;
    const data = bits === 8 ? new Uint8Array(length) : new Uint16Array(length);
    const random = randomNumbers(width * 31 + height * 7 + channels);
    let at = 0;
    for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
            for (let c = 0; c < channels; c++) {
                const ramp = 0.1 + 0.5 * (x / width) + 0.3 * (y / height) + 0.02 * c;
                data[at++] = Math.floor((kind === 'noise' ? random() : ramp) * (max + 1));
            }
        }
    }
    return { width, height, channels, data };
};
