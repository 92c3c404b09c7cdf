import { keysCubic, refuseUnknownKeys } from '@srkit/core';
import { resampleTable } from '@srkit/core/contracts';
import { resample } from '../resample/resample';
import { checkScale } from './check-scale';
/** Width of the cubic kernel in samples. */
const WIDTH = 4;
/** Sample `i` of a signal continued by mirroring it at its borders, the border sample included. */
const mirror = (i, size) => {
    const period = 2 * size;
    const place = ((i % period) + period) % period;
    return place < size ? place : period - 1 - place;
};
const replicate = (i, size) => Math.min(Math.max(i, 0), size - 1);
/** What a picture is continued with. */
export const MATLAB_BORDERS = { mirror, replicate };
export const matlabTable = (inSize, scale, antialiasing, border = 'mirror') => {
    const shrink = antialiasing && scale < 1 ? scale : 1;
    const width = WIDTH / shrink;
    const taps = Math.ceil(width) + 2;
    const shift = Math.fround(0.5 * (1 - 1 / scale));
    const weight = new Float64Array(taps);
    return resampleTable(inSize, Math.ceil(inSize * scale), (d, add) => {
        // Positions count from 1. They are rounded to float32 where BasicSR does it, on which the taps depend.
        const centre = Math.fround(Math.fround((d + 1) / Math.fround(scale)) + shift);
        const left = Math.floor(Math.fround(centre - Math.fround(width / 2)));
        let sum = 0;
        for (let k = 0; k < taps; k++) {
            weight[k] = keysCubic(Math.fround(centre - (left + k)) * shrink);
            sum += weight[k];
        }
        for (let k = 0; k < taps; k++)
            add(MATLAB_BORDERS[border](left + k - 1, inSize), weight[k] / sum);
    });
};
/**
 * The tables of `resizeMatlab` for a picture of `height` x `width`, to be used with `resampleArray` on plain arrays.
 *
 * @throws ConfigError `E_CONFIG_SCALE` when the scale is not a finite number above 0.
 */
export const resizeMatlabTables = (height, width, scale, options = {}) => {
    refuseUnknownKeys('resizeMatlab', options, ['antialiasing']);
    const { antialiasing = true } = options;
    checkScale('resizeMatlab', 'scale', scale);
    return { rows: matlabTable(height, scale, antialiasing), columns: matlabTable(width, scale, antialiasing) };
};
/**
 * Resizes with the bicubic kernel as MATLAB's `imresize`, in BasicSR's version: `[n, h, w, c]` to
 * `[n, ceil(h * scale), ceil(w * scale), c]`. Borders are mirrored, nothing is clamped. Differentiable to any order.
 *
 * @throws ConfigError `E_CONFIG_SCALE` when the scale is not a finite number above 0.
 */
export const resizeMatlab = (x, scale, options = {}) => {
    const { rows, columns } = resizeMatlabTables(x.shape[1], x.shape[2], scale, options);
    return resample(x, rows, columns);
};
