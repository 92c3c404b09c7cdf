const [RED, GREEN, BLUE] = [Math.fround(0.2989), Math.fround(0.587), Math.fround(0.114)];
/**
 * Luma of RGB values, one for each three, with torchvision's weights. Rounded to float32 at each step as
 * torchvision does it, since the 8-bit level that follows may hang on it.
 */
export const luma = (rgb) => {
    const [red, green, blue] = [RED, GREEN, BLUE];
    const out = new Float32Array(rgb.length / 3);
    for (let i = 0, k = 0; i < out.length; i++, k += 3) {
        const sum = Math.fround(Math.fround(red * rgb[k]) + Math.fround(green * rgb[k + 1]));
        out[i] = sum + Math.fround(blue * rgb[k + 2]);
    }
    return out;
};
