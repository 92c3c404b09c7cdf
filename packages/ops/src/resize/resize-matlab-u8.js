import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import { identityTable } from '@srkit/core/contracts';
import { add, clipByValue, div, floor, mul, round, tidy } from '@tensorflow/tfjs-core';
import { resample } from '../resample/resample';
import { checkScale } from './check-scale';
import { MATLAB_BORDERS, matlabTable } from './resize-matlab';
const WHITE = 255;
/** The nearest levels, halves up. */
const levelsOf = (x) => floor(add(clipByValue(x, 0, WHITE), 0.5));
/**
 * Resizes pictures of 8 bits as MATLAB's `imresize(picture, scale)` does for `uint8`: `[n, h, w, c]` in [0, 1] to
 * `[n, ceil(h * scale), ceil(w * scale), c]`, whole levels of 1/255. The height comes before the width, with levels again
 * between them, which `resizeMatlab` does not have: it moves one sample in ten by a level, and more behind an overshoot. With
 * `border: 'replicate'` it gives the LR pictures of Set5 and Set14 from their HR pictures to the byte. Has no gradient.
 *
 * @throws ConfigError `E_CONFIG_SCALE` when the scale is not a finite number above 0, or for an unknown border.
 */
export const resizeMatlabU8 = (x, scale, options = {}) => {
    refuseUnknownKeys('resizeMatlabU8', options, ['border']);
    const { border = 'mirror' } = options;
    if (!Object.hasOwn(MATLAB_BORDERS, border)) {
        throw new ConfigError('E_CONFIG_BORDER', `resizeMatlabU8: border is '${border}', expected one of ${Object.keys(MATLAB_BORDERS).join(', ')}.`);
    }
    checkScale('resizeMatlabU8', 'scale', scale);
    const [, h, w] = x.shape;
    const [rows, columns] = [h, w].map((side) => matlabTable(side, scale, true, border));
    return tidy(() => {
        const levels = round(mul(clipByValue(x, 0, 1), WHITE));
        const lower = levelsOf(resample(levels, rows, identityTable(w)));
        return div(levelsOf(resample(lower, identityTable(rows.outSize), columns)), WHITE);
    });
};
