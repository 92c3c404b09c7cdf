import { resample } from '../resample/resample';
import { checkPillow } from './check-pillow';
import { pillowTable } from './pillow-table';
/**
 * Resizes with Pillow's antialiased filters, but in floats and without its rounding to 8 bits (see `resizePillowU8`):
 * `[n, h, w, c]` to `[n, size[0], size[1], c]`. Nothing is clamped. Differentiable to any order.
 *
 * @param size `[height, width]` of the result.
 * @throws ShapeError `E_SHAPE_SIZE` when a side is not an integer of 1 or more.
 * @throws ConfigError `E_CONFIG_RESIZE_FILTER` for an unknown filter.
 */
export const resizePillow = (x, size, filter) => {
    const [height, width] = checkPillow('resizePillow', size, filter);
    return resample(x, pillowTable(filter, x.shape[1], height), pillowTable(filter, x.shape[2], width));
};
