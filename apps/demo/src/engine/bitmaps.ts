import type { Raster } from '@srkit/image';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Longest side of a bitmap: graphics cards have textures of that size everywhere. */
const MAX_SIDE = 2048;

type Pixels = Pick<Raster, 'width' | 'channels' | 'data'>;

/** A part of a picture of any channels and depth as a screen shows it: 8 bits, RGBA. */
export const screenPixels = (
  { width, channels, data }: Pixels,
  area: Rectangle,
  alpha: boolean,
): ImageData => {
  const shift = data instanceof Uint16Array ? 8 : 0;
  const pixels = new ImageData(area.width, area.height);
  const out = pixels.data;
  const colour = channels >= 3 ? 1 : 0;
  const hasAlpha = alpha && channels % 2 === 0;
  for (let y = 0, to = 0; y < area.height; y++) {
    let from = ((area.y + y) * width + area.x) * channels;
    for (let x = 0; x < area.width; x++, from += channels, to += 4) {
      out[to] = data[from]! >> shift;
      out[to + 1] = data[from + colour]! >> shift;
      out[to + 2] = data[from + 2 * colour]! >> shift;
      out[to + 3] = hasAlpha ? data[from + channels - 1]! >> shift : 255;
    }
  }
  return pixels;
};

/** Rectangles of at most `MAX_SIDE` that cover one. */
export const cutUp = ({ x, y, width, height }: Rectangle): Rectangle[] => {
  const parts: Rectangle[] = [];
  for (let top = 0; top < height; top += MAX_SIDE) {
    for (let left = 0; left < width; left += MAX_SIDE) {
      parts.push({
        x: x + left,
        y: y + top,
        width: Math.min(MAX_SIDE, width - left),
        height: Math.min(MAX_SIDE, height - top),
      });
    }
  }
  return parts;
};

/** A picture as a bitmap. */
export const bitmapOf = (raster: Raster): Promise<ImageBitmap> =>
  createImageBitmap(screenPixels(raster, { x: 0, y: 0, width: raster.width, height: raster.height }, true));
