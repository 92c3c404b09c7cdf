import { noise } from './operands';
/** Where float32 arithmetic has corners: not a number, infinite, signed zeros, denormal, the largest and the smallest. */
export const SPECIAL_NUMBERS = [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    -0,
    1e-40,
    -1e-40,
    3.4e38,
    -3.4e38,
    1.2e-38,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    6,
    2 ** 31,
    -(2 ** 31),
    2 ** 40,
    16777217,
];
/** Ordinary numbers in [-3, 3] with special ones among them, the same in every run. */
export const withSpecials = (shape, seed = 1) => {
    const { values } = noise(shape, seed);
    const kinds = noise(shape, seed + 1000).values;
    return {
        shape,
        values: Float32Array.from(values, (value, i) => {
            const kind = kinds[i];
            return kind > 0.4 ? SPECIAL_NUMBERS[Math.floor(kind * 1e5) % SPECIAL_NUMBERS.length] : 3 * value;
        }),
    };
};
