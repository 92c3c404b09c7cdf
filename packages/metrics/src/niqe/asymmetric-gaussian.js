import { gamma } from './gamma';
const GRID = 9801;
const alphaAt = (i) => 0.2 + i * 0.001;
/** Gamma(2/a)^2 / (Gamma(1/a) Gamma(3/a)) on the grid of shapes; it rises. */
const RATIOS = Float64Array.from({ length: GRID }, (_, i) => {
    const a = alphaAt(i);
    return gamma(2 / a) ** 2 / (gamma(1 / a) * gamma(3 / a));
});
const nearestShape = (ratio) => {
    let [low, high] = [0, GRID - 1];
    while (low < high) {
        const middle = (low + high) >> 1;
        if (RATIOS[middle] < ratio)
            low = middle + 1;
        else
            high = middle;
    }
    const before = Math.max(0, low - 1);
    return alphaAt((RATIOS[before] - ratio) ** 2 <= (RATIOS[low] - ratio) ** 2 ? before : low);
};
/** Fits by moments (Lasmar, Stitou, Berthoumieu 2009, as BasicSR's `estimate_aggd_param`). NaN of a constant block. */
export const fitAsymmetricGaussian = (values) => {
    let [negative, negatives, positive, positives, magnitude] = [0, 0, 0, 0, 0];
    for (const v of values) {
        magnitude += Math.abs(v);
        if (v < 0) {
            negative += v * v;
            negatives++;
        }
        else if (v > 0) {
            positive += v * v;
            positives++;
        }
    }
    const leftDeviation = Math.sqrt(negative / negatives);
    const rightDeviation = Math.sqrt(positive / positives);
    const g = leftDeviation / rightDeviation;
    const squares = (negative + positive) / values.length;
    const ratio = (magnitude / values.length) ** 2 / squares;
    const normalised = (ratio * (g ** 3 + 1) * (g + 1)) / (g * g + 1) ** 2;
    // Of NaN, NumPy's argmin takes the first.
    const alpha = Number.isNaN(normalised) ? alphaAt(0) : nearestShape(normalised);
    const scale = Math.sqrt(gamma(1 / alpha) / gamma(3 / alpha));
    return { alpha, left: leftDeviation * scale, right: rightDeviation * scale };
};
