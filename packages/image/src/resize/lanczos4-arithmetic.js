import { roundHalfEven } from '@srkit/core';
/** Bits after the binary point of an 8-bit picture's weights; two passes leave twice as many. */
const WEIGHT_BITS = 11;
/**
 * 8 bit: integer weights, exact sums, one rounding (half up) at the end. The integers ride in floats without
 * loss: a row holds up to 255 * 1.6 * 2^11 < 2^24, a sum up to 1.6 * 2^11 times as much < 2^53.
 */
export const eightBit = {
    weights: ({ index, weight }) => ({
        index,
        weight: weight.map((value) => roundHalfEven(Math.fround(value * 2 ** WEIGHT_BITS))),
    }),
    store: (sums, out, at) => {
        // Not inside the loop: bundlers turn module constants into variables, and then V8 computes the power every time.
        const unit = 2 ** (-2 * WEIGHT_BITS);
        for (let x = 0; x < sums.length; x++) {
            const value = sums[x] * unit + 0.5;
            out[at + x] = value < 0 ? 0 : value > 255 ? 255 : value | 0;
        }
    },
};
/**
 * 16 bit: floating point throughout. OpenCV rounds to single precision after every product and sum, here only the
 * rows between the passes are: that is faster, nearer to the true value, and differs from OpenCV by one level of
 * 65535 in 0.3 % of the samples.
 */
export const sixteenBit = {
    weights: (taps) => taps,
    store: (sums, out, at) => {
        for (let x = 0; x < sums.length; x++) {
            const value = sums[x];
            out[at + x] = value < 0 ? 0 : value > 65535 ? 65535 : roundHalfEven(value);
        }
    },
};
