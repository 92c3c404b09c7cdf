/** Lanczos's approximation with g = 7 and nine terms: a relative error of about 1e-15 for x > 0. */
const G = 7;
const TERMS = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
/** The gamma function for x > 0. */
export const gamma = (x) => {
    if (x < 0.5)
        return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
    const t = x - 1;
    const sum = TERMS.slice(1).reduce((total, term, i) => total + term / (t + i + 1), TERMS[0]);
    const w = t + G + 0.5;
    return Math.sqrt(2 * Math.PI) * w ** (t + 0.5) * Math.exp(-w) * sum;
};
