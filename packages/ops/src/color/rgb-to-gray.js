import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import { applyColorMatrix } from './color-matrix';
const WEIGHTS = {
    torchvision: { rows: [[0.2989, 0.587, 0.114]], offset: [0] },
    opencv: { rows: [[0.299, 0.587, 0.114]], offset: [0] },
};
/**
 * Gray from RGB: `[..., 3]` to `[..., 1]`, in whatever range the input has.
 *
 * @throws ShapeError when the last axis does not hold three channels.
 * @throws ConfigError `E_CONFIG_GRAY_WEIGHTS` for unknown weights.
 */
export const rgbToGray = (x, options = {}) => {
    refuseUnknownKeys('rgbToGray', options, ['weights']);
    const { weights = 'torchvision' } = options;
    if (!Object.hasOwn(WEIGHTS, weights)) {
        throw new ConfigError('E_CONFIG_GRAY_WEIGHTS', `rgbToGray: weights is '${weights}', expected ${Object.keys(WEIGHTS).join(' or ')}.`);
    }
    return applyColorMatrix('rgbToGray', x, WEIGHTS[weights]);
};
