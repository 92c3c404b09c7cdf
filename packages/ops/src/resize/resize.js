import { ConfigError, refuseUnknownKeys, ShapeError } from '@srkit/core';
import { resample } from '../resample/resample';
import { checkScale } from './check-scale';
import { checkSide } from './check-side';
import { INTERPOLATION_MODES, interpolationTable } from './interpolation-table';
const axisTable = (name, inSize, outSide, options) => {
    const { mode, scaleFactor } = options;
    if (scaleFactor === undefined) {
        const outSize = outSide;
        checkSide('resize', outSize, name);
        return interpolationTable(mode, inSize, outSize, inSize / outSize);
    }
    const outSize = Math.floor(inSize * scaleFactor);
    if (outSize < 1) {
        throw new ShapeError('E_SHAPE_SIZE', `resize: scaleFactor ${scaleFactor} leaves nothing of a ${name} of ${inSize}; expected ${1 / inSize} or more.`);
    }
    return interpolationTable(mode, inSize, outSize, 1 / scaleFactor);
};
/**
 * Resizes as PyTorch 1.13's `torch.nn.functional.interpolate` (`align_corners` false, no antialiasing):
 * `[n, h, w, c]` to `[n, h', w', c]`. Bicubic overshoots and is not clamped. `area` is adaptive average pooling.
 * Differentiable to any order.
 *
 * @throws ShapeError `E_SHAPE_SIZE` when a side of the result is not an integer of 1 or more.
 * @throws ConfigError for an unknown mode, a scale factor that is not above 0, or both or neither of size and factor.
 */
export const resize = (x, options) => {
    refuseUnknownKeys('resize', options, ['mode', 'size', 'scaleFactor']);
    const { mode, size, scaleFactor } = options;
    if (!INTERPOLATION_MODES.includes(mode)) {
        throw new ConfigError('E_CONFIG_RESIZE_MODE', `resize: mode is '${mode}', expected one of ${INTERPOLATION_MODES.join(', ')}.`);
    }
    if ((size === undefined) === (scaleFactor === undefined)) {
        throw new ConfigError('E_CONFIG_RESIZE_SIZE', `resize: ${size === undefined ? 'neither' : 'both'} of size and scaleFactor given, expected one of them.`);
    }
    if (scaleFactor !== undefined)
        checkScale('resize', 'scaleFactor', scaleFactor);
    const rows = axisTable('height', x.shape[1], size?.[0], options);
    return resample(x, rows, axisTable('width', x.shape[2], size?.[1], options));
};
