import { PILLOW_FILTERS } from './pillow-filters';
/** Bits after the binary point of an 8-bit weight: what 32 bits leave beside a sample and two bits of headroom. */
export const PILLOW_WEIGHT_BITS = 22;
/**
 * Taps of an axis that Pillow's `Image.resize` takes from `size` to `outSize` samples: the filter, widened by
 * `size / outSize` when shrinking, over the samples it reaches, cut off at the border and normalised.
 */
export const pillowTaps = (filter, size, outSize) => {
    const { support, value } = PILLOW_FILTERS[filter];
    const step = size / outSize;
    const stretch = Math.max(step, 1);
    const reach = support * stretch;
    // Pillow multiplies by the reciprocal, and its last bit may decide a rounding.
    const shrink = 1 / stretch;
    const first = new Int32Array(outSize);
    const offset = new Int32Array(outSize + 1);
    const weight = [];
    for (let d = 0; d < outSize; d++) {
        const centre = (d + 0.5) * step;
        const start = Math.max(Math.trunc(centre - reach + 0.5), 0);
        const end = Math.min(Math.trunc(centre + reach + 0.5), size);
        const values = [];
        let sum = 0;
        for (let x = 0; x < end - start; x++) {
            values.push(value((x + start - centre + 0.5) * shrink));
            sum += values[x];
        }
        for (const one of values)
            weight.push(sum === 0 ? one : one / sum);
        first[d] = start;
        offset[d + 1] = weight.length;
    }
    return { first, offset, weight: Float64Array.from(weight) };
};
/** Weights in units of `2 ** -PILLOW_WEIGHT_BITS`, rounded half away from zero, as Pillow resizes 8 bits with. */
export const pillowFixedPoint = (weight) => Int32Array.from(weight, (w) => Math.trunc(w * 2 ** PILLOW_WEIGHT_BITS + (w < 0 ? -0.5 : 0.5)));
