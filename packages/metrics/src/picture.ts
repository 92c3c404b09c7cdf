import { ShapeError } from '@srkit/core';
import { decodeImage, type ImageSource, type Raster } from '@srkit/image';
import { Tensor } from '@tensorflow/tfjs-core';

/**
 * What a metric takes: a decoded picture, a tensor `[h, w, c]` or `[1, h, w, c]` in [0, 1], or whatever
 * `decodeImage` reads (a path in Node, a URL, a File, bytes).
 */
export type Picture = Raster | Tensor | ImageSource;

/** A picture in double precision, channels interleaved, over 0..255 whatever its bit depth; without alpha. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 RGB. */
  readonly channels: 1 | 3;
  readonly data: Float64Array;
}

/** One sample of 16 bits is 1/257 of one of 8. */
const PER_LEVEL = 257;

const isRaster = (picture: Picture): picture is Raster =>
  typeof picture === 'object' &&
  'data' in picture &&
  'channels' in picture &&
  ArrayBuffer.isView(picture.data);

const withoutAlpha = (
  width: number,
  height: number,
  channels: number,
  values: ArrayLike<number>,
  factor: number,
): Samples => {
  const kept = channels >= 3 ? 3 : 1;
  const pixels = width * height;
  const data = new Float64Array(pixels * kept);
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < kept; c++) data[i * kept + c] = values[i * channels + c]! * factor;
  }
  return { width, height, channels: kept, data };
};

const fromTensor = async (tensor: Tensor): Promise<Samples> => {
  const [height, width, channels] = tensor.rank === 4 ? tensor.shape.slice(1) : tensor.shape;
  const known = tensor.rank === 3 || (tensor.rank === 4 && tensor.shape[0] === 1);
  if (!known || !height || !width || (channels !== 1 && channels !== 3)) {
    throw new ShapeError(
      'E_SHAPE_PICTURE',
      `The picture is a tensor of shape [${tensor.shape.join(', ')}], expected [h, w, 1 or 3] or [1, h, w, 1 or 3]. Measure one picture at a time.`,
    );
  }
  // In float32, as the official code scales before it rounds: a half stays a half.
  const levels = Float32Array.from(await tensor.data(), (v) => v * 255);
  return withoutAlpha(width, height, channels, levels, 1);
};

const fromRaster = ({ width, height, channels, data }: Raster): Samples =>
  withoutAlpha(width, height, channels, data, data instanceof Uint16Array ? 1 / PER_LEVEL : 1);

/**
 * Reads a picture. An alpha channel is left out.
 *
 * @throws ShapeError `E_SHAPE_PICTURE` for a tensor of another shape; ImageError for a file that cannot be read.
 */
export const readSamples = async (picture: Picture): Promise<Samples> => {
  if (picture instanceof Tensor) return fromTensor(picture);
  return fromRaster(isRaster(picture) ? picture : await decodeImage(picture, { offerTolerant: false }));
};
