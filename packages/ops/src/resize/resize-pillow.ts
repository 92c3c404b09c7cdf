import { ConfigError } from '@srkit/core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { resample } from '../resample/resample';
import { checkSide } from './check-side';
import { PILLOW_FILTERS, type PillowFilter, pillowTable } from './pillow-table';

/**
 * Resizes with Pillow's antialiased filters, but in floats and without its rounding to 8 bits:
 * `[n, h, w, c]` to `[n, size[0], size[1], c]`. Nothing is clamped. Differentiable to any order.
 *
 * @param size `[height, width]` of the result.
 * @throws ShapeError `E_SHAPE_SIZE` when a side is not an integer of 1 or more.
 * @throws ConfigError `E_CONFIG_RESIZE_FILTER` for an unknown filter.
 */
export const resizePillow = (
  x: Tensor4D,
  [height, width]: readonly [number, number],
  filter: PillowFilter,
): Tensor4D => {
  checkSide('resizePillow', height, 'height');
  checkSide('resizePillow', width, 'width');
  if (!PILLOW_FILTERS.includes(filter)) {
    throw new ConfigError(
      'E_CONFIG_RESIZE_FILTER',
      `resizePillow: filter is '${filter}', expected one of ${PILLOW_FILTERS.join(', ')}.`,
    );
  }
  return resample(x, pillowTable(filter, x.shape[1], height), pillowTable(filter, x.shape[2], width));
};
