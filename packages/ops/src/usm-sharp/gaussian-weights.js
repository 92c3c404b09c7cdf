/** Normalised Gaussian weights at the integers `-(size >> 1)..size >> 1`, in double precision. */
export const gaussianWeights = (size, sigma) => {
    const middle = (size - 1) / 2;
    const weights = Float64Array.from({ length: size }, (_, i) => Math.exp(-((i - middle) ** 2) / (2 * sigma * sigma)));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
};
