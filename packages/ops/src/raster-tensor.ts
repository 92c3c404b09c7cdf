import {
  ConfigError,
  checkRaster,
  type Raster,
  refuseUnknownKeys,
  roundHalfEven,
  ShapeError,
  unitFloats,
} from '@srkit/core';
import {
  reshape,
  slice,
  Tensor,
  type Tensor3D,
  type Tensor4D,
  tensor4d,
  tidy,
  tile,
} from '@tensorflow/tfjs-core';
import { readSamples } from './read-samples';

/** The page's own form of a picture: RGBA, 8 bit, straight alpha. An `ImageData` is one. */
export interface ImageDataLike {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** A picture in any of the forms that are taken for one: a tensor is `[h, w, c]` or `[1, h, w, c]`, in [0, 1]. */
export type Picture = Raster | ImageDataLike | Tensor3D | Tensor4D;

/** Which values and samples stand for each other. */
export interface TensorToRasterOptions {
  /** Bits of a sample of the result, 8 (default) or 16. */
  readonly bitDepth?: 8 | 16 | undefined;
  /** Value that becomes 0. Default 0. */
  readonly min?: number | undefined;
  /** Value that becomes 255 or 65535. Default 1. */
  readonly max?: number | undefined;
}

/** How channels are laid out in the tensor. */
export interface RasterToTensorOptions {
  /** 3: grey in all three channels, alpha left out. Default: the picture's own channels. */
  readonly channels?: 3 | undefined;
}

const asRaster = (picture: Raster | ImageDataLike): Raster => {
  if (!(picture?.data instanceof Uint8ClampedArray)) {
    checkRaster(picture as Raster);
    return picture as Raster;
  }
  const { width, height, data } = picture;
  const raster: Raster = {
    width,
    height,
    channels: 4,
    data: new Uint8Array(data.buffer, data.byteOffset, data.length),
  };
  checkRaster(raster);
  return raster;
};

/** Sides and channels of a tensor that is one picture. @throws ShapeError for any other. */
const pictureShape = (op: string, { shape }: Tensor): readonly [number, number, Raster['channels']] => {
  const [h, w, c] = shape.slice(-3) as [number, number, number];
  const single = shape.length === 3 || (shape.length === 4 && shape[0] === 1);
  if (single && h > 0 && w > 0 && [1, 2, 3, 4].includes(c)) return [h, w, c as Raster['channels']];
  throw new ShapeError(
    'E_SHAPE_PICTURE',
    `${op}: [${shape}] is not one picture of 1 to 4 channels, expected [h, w, c] or [1, h, w, c].`,
  );
};

const checkRange = (bitDepth: number, min: number, max: number): void => {
  if (!(Number.isFinite(min) && Number.isFinite(max) && min < max)) {
    throw new ConfigError(
      'E_CONFIG_RANGE',
      `tensorToRaster: the range is ${min} to ${max}, expected two finite numbers, the smaller one first.`,
    );
  }
  if (bitDepth !== 8 && bitDepth !== 16) {
    throw new ConfigError('E_CONFIG_BIT_DEPTH', `tensorToRaster: bitDepth is ${bitDepth}, expected 8 or 16.`);
  }
};

/** In single precision, as the official code. */
const toSamples = (values: ArrayLike<number>, bitDepth: 8 | 16, min: number, max: number): Raster['data'] => {
  const samples = bitDepth === 16 ? new Uint16Array(values.length) : new Uint8Array(values.length);
  const maximum = 2 ** bitDepth - 1;
  for (let i = 0; i < values.length; i++) {
    const clamped = Math.fround(Math.min(Math.max(values[i]!, min), max));
    const unit = Math.fround(Math.fround(clamped - min) / Math.fround(max - min));
    samples[i] = roundHalfEven(Math.fround(unit * maximum));
  }
  return samples;
};

/** The colours of `[1, h, w, c]`: grey in all three channels, alpha left out. */
const threeChannels = (x: Tensor4D): Tensor4D =>
  tidy(() => {
    const [, h, w, c] = x.shape;
    return c < 3
      ? tile(slice(x, [0, 0, 0, 0], [1, h, w, 1]), [1, 1, 1, 3])
      : slice(x, [0, 0, 0, 0], [1, h, w, 3]);
  });

/**
 * A picture as a tensor: `[1, h, w, c]`, float32, samples divided by 255 or 65535. The values of a tensor are taken
 * over as they are. The result is the caller's to dispose.
 *
 * @throws ShapeError for a raster that does not add up or a tensor that is not one picture.
 */
export const rasterToTensor = (picture: Picture, options: RasterToTensorOptions = {}): Tensor4D => {
  refuseUnknownKeys('rasterToTensor', options, ['channels']);
  const { channels } = options;
  if (picture instanceof Tensor) {
    const [h, w, c] = pictureShape('rasterToTensor', picture);
    return tidy(() => {
      const x = reshape(picture, [1, h, w, c]) as Tensor4D;
      return channels === undefined ? x : threeChannels(x);
    });
  }
  const raster = asRaster(picture);
  const { width, height, data } = raster;
  const from = raster.channels;
  const to = channels ?? from;
  const maximum = data instanceof Uint16Array ? 65535 : 255;
  const values = new Float32Array(width * height * to);
  if (from === to && data instanceof Uint8Array) {
    unitFloats(data, values);
    return tensor4d(values, [1, height, width, to]);
  }
  const step = from < 3 && to === 3 ? 0 : 1;
  for (let pixel = 0, at = 0; at < values.length; pixel += from) {
    for (let c = 0; c < to; c++) values[at++] = data[pixel + c * step]! / maximum;
  }
  return tensor4d(values, [1, height, width, to]);
};

/**
 * A tensor as a picture, BasicSR's `tensor2img`: `[h, w, c]` or `[1, h, w, c]` with 1 to 4 channels. Values are clamped
 * to the range, mapped to the samples' in float32 and rounded, halves to the even number; NaN becomes 0. The tensor is
 * left to the caller. A raster is given back as it is, `ImageData` as RGBA.
 *
 * @throws ShapeError for several pictures or another number of channels.
 * @throws ConfigError when `min` is not below `max`, or for another bit depth.
 */
export const tensorToRaster = async (
  picture: Picture,
  options: TensorToRasterOptions = {},
): Promise<Raster> => {
  refuseUnknownKeys('tensorToRaster', options, ['bitDepth', 'min', 'max']);
  const { bitDepth = 8, min = 0, max = 1 } = options;
  if (!(picture instanceof Tensor)) return asRaster(picture);
  const [height, width, channels] = pictureShape('tensorToRaster', picture);
  checkRange(bitDepth, min, max);
  const whole = min === 0 && max === 1 && picture.dtype === 'float32';
  const samples = whole ? await readSamples(picture, bitDepth) : undefined;
  const data = samples?.data ?? toSamples(await picture.data(), bitDepth, min, max);
  return { width, height, channels, data };
};
