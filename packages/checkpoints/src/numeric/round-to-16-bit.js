export const HALF = { fractionBits: 10, minExponent: -14, maxExponent: 15 };
export const BFLOAT16 = { fractionBits: 7, minExponent: -126, maxExponent: 127 };
const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
/**
 * The bit pattern nearest to `value`, ties to even, straight from double precision (rounding to single first
 * would round twice). Too large becomes infinity, NaN the quiet NaN of the same sign.
 */
export const roundTo16Bit = (value, { fractionBits, minExponent, maxExponent }) => {
    number[0] = value;
    const high = words[1];
    const sign = (high >>> 16) & 0x8000;
    const infinity = sign | ((maxExponent - minExponent + 2) << fractionBits);
    if (Number.isNaN(value))
        return infinity | (1 << (fractionBits - 1));
    const exponent = Math.max(((high >>> 20) & 0x7ff) - 1023, minExponent);
    if (exponent > maxExponent)
        return infinity;
    // In units of the last place this is exact, and so is its fraction.
    const scaled = Math.abs(value) * 2 ** (fractionBits - exponent);
    const floor = Math.floor(scaled);
    const rest = scaled - floor;
    const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
    // A normal number's leading one adds 1 to the biased exponent, as does a carry out of the fraction, up to infinity.
    return sign | (((exponent - minExponent) << fractionBits) + rounded);
};
