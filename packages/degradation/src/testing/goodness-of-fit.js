/** The standard normal's quantile for a tail of 1e-4. */
const Z = 3.719016;
/**
 * Chi-square of observed counts against probabilities that sum to one; categories with probability 0 must be empty.
 * Critical value by Wilson and Hilferty: d (1 - 2/(9d) + z sqrt(2/(9d)))^3 with d degrees of freedom.
 */
export const chiSquare = (observed, probabilities) => {
    const total = observed.reduce((sum, count) => sum + count, 0);
    let statistic = 0;
    let freedom = -1;
    probabilities.forEach((probability, i) => {
        const [count, expected] = [observed[i] ?? 0, total * probability];
        if (probability > 0) {
            statistic += (count - expected) ** 2 / expected;
            freedom++;
        }
        else if (count > 0)
            statistic = Number.POSITIVE_INFINITY;
    });
    const variance = 2 / (9 * freedom);
    return { statistic, critical: freedom * (1 - variance + Z * Math.sqrt(variance)) ** 3 };
};
/**
 * Kolmogorov and Smirnov's largest distance between the distribution of `values` and U(low, high).
 * Critical value for many values: sqrt(-ln(p / 2) / 2) / sqrt(n) with p = 1e-4, that is 2.2253 / sqrt(n).
 */
export const kolmogorovSmirnov = (values, low, high) => {
    const sorted = values.map((value) => (value - low) / (high - low)).sort((a, b) => a - b);
    const n = sorted.length;
    const statistic = sorted.reduce((largest, u, i) => u < 0 || u > 1 ? Number.POSITIVE_INFINITY : Math.max(largest, u - i / n, (i + 1) / n - u), 0);
    return { statistic, critical: Math.sqrt(-Math.log(1e-4 / 2) / 2) / Math.sqrt(n) };
};
/** How often each of `categories` occurs in `values`. */
export const counts = (values, categories) => categories.map((category) => values.filter((value) => value === category).length);
