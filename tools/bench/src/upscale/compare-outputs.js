/** Mean and standard deviation: an output that is constant proves nothing. */
export const spread = (values) => {
    let sum = 0;
    let squares = 0;
    for (const v of values) {
        sum += v;
        squares += v * v;
    }
    const mean = sum / values.length;
    return { mean, deviation: Math.sqrt(Math.max(0, squares / values.length - mean * mean)) };
};
const WHITE_16 = 65535;
/**
 * The largest absolute difference to `reference`, in units where white is 1. Samples of 16 bit are compared with
 * the reference clamped to [0, 1]. NaN if there is one, infinite if the sizes differ.
 */
export const maxDifference = (reference, other) => {
    if (reference.data.length !== other.data.length)
        return Number.POSITIVE_INFINITY;
    const pixels = reference.data.length / 3;
    const isFine = other.data instanceof Uint16Array;
    const at = ({ layout, data }, i, c) => data[layout === 'nhwc' ? 3 * i + c : c * pixels + i];
    let largest = 0;
    for (let i = 0; i < pixels; i++) {
        for (let c = 0; c < 3; c++) {
            const expected = at(reference, i, c);
            const difference = isFine
                ? Math.abs(at(other, i, c) / WHITE_16 - Math.min(1, Math.max(0, expected)))
                : Math.abs(at(other, i, c) - expected);
            if (Number.isNaN(difference))
                return Number.NaN;
            if (difference > largest)
                largest = difference;
        }
    }
    return largest;
};
