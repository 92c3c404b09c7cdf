/**
 * Weights below this share of the largest count as zero. A thousand of them change a sum by less than float32 can show;
 * but Gaussian tails are full of them, and numbers too small for float32's exponent cost a processor a hundred times as
 * much as others.
 */
const NOTHING = 2 ** -36;
/**
 * Largest relative difference between a kernel and the product of two vectors that stands for it: float32 kernels that
 * were made as a product differ by four roundings of 2^-24.
 */
const SAME = 2 ** -21;
const factorise = (weights, height, width) => {
    let pivot = 0;
    for (let k = 1; k < weights.length; k++)
        if (Math.abs(weights[k]) > Math.abs(weights[pivot]))
            pivot = k;
    const peak = weights[pivot];
    const row = weights.slice(pivot - (pivot % width), pivot - (pivot % width) + width);
    const column = Float32Array.from({ length: height }, (_, i) => weights[i * width + (pivot % width)] / peak);
    for (let i = 0; i < height; i++) {
        for (let j = 0; j < width; j++) {
            const weight = weights[i * width + j];
            // What counts as zero may be as far from its product.
            const bound = SAME * Math.abs(weight) + 2 * NOTHING * Math.abs(peak);
            if (!(Math.abs(weight - column[i] * row[j]) <= bound))
                return undefined;
        }
    }
    return { column, row };
};
/** Finds the cheapest way to apply a kernel of `height` by `width` weights, row by row. */
export const planKernel = (kernel, height, width) => {
    let peak = 0;
    for (const weight of kernel)
        peak = Math.max(peak, Math.abs(weight));
    const least = peak * NOTHING;
    let [top, bottom, left, right] = [height, -1, width, -1];
    for (let i = 0; i < height; i++) {
        for (let j = 0; j < width; j++) {
            // NaN counts as a weight.
            if (Math.abs(kernel[i * width + j]) <= least)
                continue;
            top = Math.min(top, i);
            bottom = Math.max(bottom, i);
            left = Math.min(left, j);
            right = Math.max(right, j);
        }
    }
    // A kernel of zeros is its middle weight.
    if (bottom < 0)
        [top, bottom, left, right] = [height >> 1, height >> 1, width >> 1, width >> 1];
    const [cutHeight, cutWidth] = [bottom - top + 1, right - left + 1];
    const weights = new Float32Array(cutHeight * cutWidth);
    for (let i = 0; i < cutHeight; i++) {
        for (let j = 0; j < cutWidth; j++) {
            const weight = kernel[(top + i) * width + left + j];
            weights[i * cutWidth + j] = Math.abs(weight) <= least ? 0 : weight;
        }
    }
    // Two passes pay from about four by four on.
    const worth = cutHeight * cutWidth > 1.5 * (cutHeight + cutWidth);
    const factors = worth ? factorise(weights, cutHeight, cutWidth) : undefined;
    return { top, left, height: cutHeight, width: cutWidth, weights, factors };
};
