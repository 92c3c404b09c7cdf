import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { applyColorMatrix, type ColorMatrix } from './color-matrix';

const WEIGHTS = {
  torchvision: { rows: [[0.2989, 0.587, 0.114]], offset: [0] },
  opencv: { rows: [[0.299, 0.587, 0.114]], offset: [0] },
} as const satisfies Record<string, ColorMatrix>;

export interface RgbToGrayOptions {
  /** Whose luma weights: torchvision's red is 0.2989, OpenCV's 0.299. Default torchvision. */
  readonly weights?: keyof typeof WEIGHTS;
}

/**
 * Gray from RGB: `[..., 3]` to `[..., 1]`, in whatever range the input has.
 *
 * @throws ShapeError when the last axis does not hold three channels.
 * @throws ConfigError `E_CONFIG_GRAY_WEIGHTS` for unknown weights.
 */
export const rgbToGray = <T extends Tensor>(x: T, options: RgbToGrayOptions = {}): T => {
  refuseUnknownKeys('rgbToGray', options, ['weights']);
  const { weights = 'torchvision' } = options;
  if (!Object.hasOwn(WEIGHTS, weights)) {
    throw new ConfigError(
      'E_CONFIG_GRAY_WEIGHTS',
      `rgbToGray: weights is '${weights}', expected ${Object.keys(WEIGHTS).join(' or ')}.`,
    );
  }
  return applyColorMatrix('rgbToGray', x, WEIGHTS[weights]);
};
