import { roundHalfEven } from '@srkit/core';
/**
 * Rates of the Poisson noise of one sample, all its channels together (Real-ESRGAN, section 3.2). Products are
 * rounded to float32 as the official code's are, since a level may hang on it.
 *
 * @param x values of which 0..1 is the range of a picture; others are clamped.
 */
export const photonLevels = (x) => {
    const levels = new Uint8Array(x.length);
    const seen = new Uint8Array(256);
    for (let i = 0; i < x.length; i++) {
        const rounded = roundHalfEven(Math.fround(255 * x[i]));
        const level = rounded < 0 ? 0 : rounded > 255 ? 255 : rounded;
        levels[i] = level;
        seen[level] = 1;
    }
    let distinct = 0;
    for (let level = 0; level < 256; level++)
        distinct += seen[level];
    // In integers, since the last bit of a logarithm is not specified.
    return { levels, vals: distinct > 1 ? 2 ** (32 - Math.clz32(distinct - 1)) : 1 };
};
