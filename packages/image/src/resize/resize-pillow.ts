import {
  ConfigError,
  checkRaster,
  hasAlpha,
  PILLOW_FILTERS,
  type PillowFilter,
  type Raster,
  ShapeError,
} from '@srkit/core';
import { checkSides } from './check-sides';
import { pillowAxis } from './pillow-axis';
import { pillowPass } from './pillow-pass';
import { premultiply, unpremultiply } from './premultiply';
import { resizeRgb } from './resize-rgb';

/**
 * Resizes an 8-bit picture as Pillow's `Image.resize`, bit for bit: antialiased, first the width, then the height,
 * rounded to 8 bits after each. A pass whose size stays is left out. Colours are weighted by alpha, where there is one.
 * `resizePillowU8` of `@srkit/ops` does the same to tensors.
 *
 * @param size `[height, width]` of the result.
 * @returns A new raster with the same channels and colour profile.
 * @throws ShapeError when the raster does not add up or has 16 bits, or a side is not a positive integer.
 * @throws ConfigError `E_CONFIG_RESIZE_FILTER` for an unknown filter.
 */
export const resizePillow = (
  raster: Raster,
  size: readonly [height: number, width: number],
  filter: PillowFilter,
): Raster => {
  checkRaster(raster);
  if (!(raster.data instanceof Uint8Array)) {
    throw new ShapeError(
      'E_RASTER_DEPTH',
      'resizePillow: expected 8-bit samples, got 16-bit ones; decode with 8 bits or use resizeLanczos4.',
    );
  }
  if (!Object.hasOwn(PILLOW_FILTERS, filter)) {
    throw new ConfigError(
      'E_CONFIG_RESIZE_FILTER',
      `resizePillow: filter is '${filter}', expected one of ${Object.keys(PILLOW_FILTERS).join(', ')}.`,
    );
  }
  const [height, width] = checkSides('resizePillow', size);
  const { channels } = raster;
  let data: Uint8Array = raster.data;
  if (hasAlpha(raster) || (width === raster.width && height === raster.height)) data = data.slice();
  if (width === raster.width && height === raster.height) return { ...raster, data };
  if (hasAlpha(raster)) premultiply(data, channels);
  const quick = channels === 3 ? resizeRgb(data, raster, { width, height }, filter) : undefined;
  if (quick) return { ...raster, width, height, data: quick };
  if (width !== raster.width) {
    data = pillowPass(data, raster.height, raster.width, channels, pillowAxis(filter, raster.width, width));
  }
  if (height !== raster.height) {
    data = pillowPass(data, 1, raster.height, width * channels, pillowAxis(filter, raster.height, height));
  }
  if (hasAlpha(raster)) unpremultiply(data, channels);
  return { ...raster, width, height, data };
};
