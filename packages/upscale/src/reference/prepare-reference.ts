import { bitDepthOf, fnv1a32, type Raster } from '@srkit/core';
import { resizePillow } from '@srkit/image';
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { fillTransparent } from '../fill-transparent';

/** Pixels that matching needs on a side: 3x3 features, at a quarter of the picture's sides. */
export const SMALLEST_REFERENCE = 12;

/** A reference as networks read it. */
export interface PreparedReference {
  /** The same for the same pixels. */
  readonly key: string;
  readonly raster: Raster;
}

/** Rows of a picture as RGB in [0, 1], `[1, rows, width, 3]`; grey in all three channels. */
export const colourRows = (raster: Raster, start: number, end: number): Tensor4D => {
  const { width, channels, data } = raster;
  const maximum = bitDepthOf(raster) === 16 ? 65535 : 255;
  const out = new Float32Array((end - start) * width * 3);
  const step = channels < 3 ? 0 : 1;
  for (let from = start * width * channels, to = 0; to < out.length; from += channels, to += 3) {
    out[to] = data[from]! / maximum;
    out[to + 1] = data[from + step]! / maximum;
    out[to + 2] = data[from + 2 * step]! / maximum;
  }
  return tensor4d(out, [1, end - start, width, 3]);
};

const toEightBit = (raster: Raster): Raster => ({
  ...raster,
  data:
    raster.data instanceof Uint8Array
      ? raster.data
      : Uint8Array.from(raster.data, (v) => Math.round(v / 257)),
});

/** Sides within which a picture has at most so many pixels. */
export const sizeWithin = (width: number, height: number, pixels: number): readonly [number, number] => {
  const factor = Math.min(1, Math.sqrt(pixels / (width * height)));
  return [Math.max(1, Math.floor(width * factor)), Math.max(1, Math.floor(height * factor))];
};

/** Pixels of a checksum's step, so that it costs nothing beside the networks. */
const keyOf = ({ width, height, channels, data }: Raster): string => {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  // Two sums of 32 bits, of each byte and of where it stands.
  let [low, high] = [fnv1a32(`${width}x${height}x${channels}x${data.BYTES_PER_ELEMENT}`), 0];
  for (let i = 0; i < bytes.length; i++) {
    low = Math.imul(low ^ bytes[i]!, 0x01000193);
    high = Math.imul(high + bytes[i]! + 1, 0x85ebca6b) ^ (low >>> 13);
  }
  return `${(low >>> 0).toString(16)}-${(high >>> 0).toString(16)}`;
};

/**
 * A reference of at most so many pixels: a larger one is reduced by Pillow's bicubic filter, to 8 bits, as `RefUpscaler` does it.
 * For whoever reads many large ones before they are used.
 */
export const reducedReference = (given: Raster, mostPixels: number): Raster => {
  const [width, height] = sizeWithin(given.width, given.height, mostPixels);
  if (width === given.width && height === given.height) return given;
  return resizePillow(toEightBit(fillTransparent(given)), [height, width], 'bicubic');
};

/** A reference without transparency and of at most so many pixels. */
export const prepareReference = (given: Raster, mostPixels: number): PreparedReference => {
  const raster = fillTransparent(reducedReference(given, mostPixels));
  return { key: keyOf(raster), raster };
};
