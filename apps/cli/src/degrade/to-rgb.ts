import type { Raster } from '@srkit/image';

/** The picture as RGB: grey in all three channels, alpha left out. */
export const toRgb = (raster: Raster): Raster => {
  const { width, height, channels, data } = raster;
  if (channels === 3) return raster;
  const rgb = new (data.constructor as Uint8ArrayConstructor)(width * height * 3);
  const step = channels < 3 ? 0 : 1;
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
    rgb[to] = data[from]!;
    rgb[to + 1] = data[from + step]!;
    rgb[to + 2] = data[from + 2 * step]!;
  }
  // A grey profile does not describe RGB.
  return { ...raster, channels: 3, data: rgb, icc: channels < 3 ? undefined : raster.icc };
};
