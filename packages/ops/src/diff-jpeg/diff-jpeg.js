import { ConfigError, refuseUnknownKeys, ShapeError } from '@srkit/core';
import { DIFF_JPEG } from '@srkit/core/contracts';
import { reshape, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
import { jpegGradient, referenceCoefficients, referenceJpeg } from './reference-jpeg';
import { qualityFactor } from './tables';
const jpeg = defineOp(DIFF_JPEG, {
    reference: ({ x }, { factors, differentiable }) => referenceJpeg(x, factors, differentiable),
    inputsToSave: ['x'],
    gradient: (dy, saved, { factors, differentiable }) => ({
        x: () => {
            const x = saved[0];
            // Plain rounding lets nothing back; only what is not quantised does.
            if (!differentiable && !factors.includes(0))
                return zerosLike(x);
            return jpegGradient(x, dy, factors, differentiable);
        },
    }),
});
const checkedFactors = (op, x, quality) => {
    if (x.rank !== 4 || x.shape[3] !== 3) {
        throw new ShapeError('E_SHAPE_CHANNELS', `${op}: got [${x.shape}], expected RGB pictures [n, h, w, 3]. Repeat a grey channel three times first.`);
    }
    const qualities = typeof quality === 'number' ? Array(x.shape[0]).fill(quality) : quality;
    if (qualities.length !== x.shape[0]) {
        throw new ShapeError('E_SHAPE_BATCH', `${op}: ${qualities.length} qualities for ${x.shape[0]} pictures; give one for all or one for each.`);
    }
    return qualities.map((value) => {
        if (!(value >= 1 && value <= 100)) {
            throw new ConfigError('E_CONFIG_QUALITY', `${op}: quality is ${value}, expected a number in 1..100.`);
        }
        return qualityFactor(value);
    });
};
/**
 * JPEG compression and decompression as a differentiable map (Shin and Song, 2017; Real-ESRGAN section 3.1): full-range
 * YCbCr, chroma halved, 8x8 DCT, quantisation with the standard tables scaled by the quality, and back. `x` is
 * `[n, h, w, 3]` RGB in [0, 1] of any size, `quality` 1..100, one for all or one for each. As in the official code the
 * scaled tables are neither rounded nor bounded; at 100 they are zero, and nothing is quantised.
 *
 * @throws ShapeError when `x` is not RGB or the qualities do not fit the batch; ConfigError for a quality outside 1..100.
 */
export const diffJpeg = (x, quality, options = {}) => {
    refuseUnknownKeys('diffJpeg', options, ['differentiable']);
    const { differentiable = true } = options;
    const factors = checkedFactors('diffJpeg', x, quality);
    return jpeg({ x }, { factors, differentiable });
};
/**
 * The quantised coefficients that `diffJpeg` works with, `[n, blocks, 8, 8]` of luma and of both halved chroma planes,
 * blocks in rows, first index of a coefficient its vertical frequency. Quality below 100.
 *
 * @throws ShapeError and ConfigError as `diffJpeg`.
 */
export const diffJpegCoefficients = (x, quality, options = {}) => {
    refuseUnknownKeys('diffJpegCoefficients', options, ['differentiable']);
    const { differentiable = true } = options;
    const factors = checkedFactors('diffJpegCoefficients', x, quality);
    if (factors.includes(0)) {
        throw new ConfigError('E_CONFIG_QUALITY', 'diffJpegCoefficients: quality is 100, where nothing is quantised; expected 1 to below 100.');
    }
    return tidy(() => {
        const { y, cb, cr } = referenceCoefficients(x, factors, differentiable);
        return {
            y: reshape(y, [x.shape[0], -1, 8, 8]),
            cb: reshape(cb, [x.shape[0], -1, 8, 8]),
            cr: reshape(cr, [x.shape[0], -1, 8, 8]),
        };
    });
};
