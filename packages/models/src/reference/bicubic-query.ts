import { checkChannels } from '@srkit/nn';
import { resizePillow } from '@srkit/ops';
import { add, clipByValue, div, floor, mul, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { REFERENCE_SCALE } from './levels';

const WHITE = 255;

/** Rounds half up to whole levels, as Pillow does after each direction. */
const wholeLevels = (x: Tensor4D): Tensor4D => tidy(() => floor(add(clipByValue(x, 0, WHITE), 0.5)));

/**
 * What the matching sees of a low-resolution picture: `[n, h, w, 3]` in [0, 1] to `[n, 4h, 4w, 3]` by Pillow's bicubic
 * filter on 8-bit pixels, columns first. All published extractors were trained on it.
 *
 * @throws ShapeError for another rank or other channels.
 */
export const bicubicQuery = (lr: Tensor4D): Tensor4D => {
  checkChannels('bicubicQuery', lr, 4, 3);
  return tidy(() => {
    const [, h, w] = lr.shape;
    // In levels, where the filter's weights at x4 make exact sums: halves, which are common, must be halves.
    const levels = wholeLevels(mul(lr, WHITE));
    const wide = wholeLevels(resizePillow(levels, [h, w * REFERENCE_SCALE], 'bicubic'));
    const tall = resizePillow(wide, [h * REFERENCE_SCALE, w * REFERENCE_SCALE], 'bicubic');
    return div(wholeLevels(tall), WHITE);
  });
};
