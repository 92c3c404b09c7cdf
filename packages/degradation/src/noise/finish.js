import { roundHalfEven } from '@srkit/core';
/** Ends a noise operation in place, as `clip` and `rounds` of the official code say. */
export const finish = (out, { clip, rounds }) => {
    const [low, high] = clip ? [0, 1] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    if (rounds) {
        for (let i = 0; i < out.length; i++) {
            const value = roundHalfEven(Math.fround(255 * out[i])) / 255;
            out[i] = Math.min(Math.max(value, low), high);
        }
    }
    else if (clip) {
        for (let i = 0; i < out.length; i++) {
            const value = out[i];
            out[i] = value < 0 ? 0 : value > 1 ? 1 : value;
        }
    }
};
