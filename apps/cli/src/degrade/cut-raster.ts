import type { Raster } from '@srkit/image';

/** A rectangle of a picture, in pixels. */
export interface Cut {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** A rectangle of a picture as a picture. */
export const cutRaster = (raster: Raster, { top, left, height, width }: Cut): Raster => {
  if (height === raster.height && width === raster.width) return raster;
  const row = width * raster.channels;
  const data = new (raster.data.constructor as Uint8ArrayConstructor)(height * row);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * raster.width + left) * raster.channels;
    data.set(raster.data.subarray(start, start + row), y * row);
  }
  return { ...raster, width, height, data };
};
