import { ConfigError, roundHalfEven, ShapeError } from '@srkit/core';
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { readSamples } from './read-samples';

export interface TensorToBytesOptions {
  /** Value that becomes 0. Default 0. */
  readonly min?: number;
  /** Value that becomes 255. Default 1. */
  readonly max?: number;
  /** Order of three channels in the result; the tensor's is RGB. Default rgb. */
  readonly order?: 'rgb' | 'bgr';
}

const checkOptions = (shape: readonly number[], min: number, max: number): void => {
  const channels = shape.at(-1);
  if ((shape.length === 4 && shape[0] !== 1) || (channels !== 1 && channels !== 3)) {
    throw new ShapeError(
      'E_SHAPE_PICTURE',
      `tensorToBytes: [${shape}] is not one picture of 1 or 3 channels, expected [h, w, c] or [1, h, w, c].`,
    );
  }
  if (!(Number.isFinite(min) && Number.isFinite(max) && min < max)) {
    throw new ConfigError(
      'E_CONFIG_RANGE',
      `tensorToBytes: the range is ${min} to ${max}, expected two finite numbers, the smaller one first.`,
    );
  }
};

const toBytes = (values: ArrayLike<number>, min: number, max: number): Uint8Array => {
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const clamped = Math.fround(Math.min(Math.max(values[i]!, min), max));
    const unit = Math.fround(Math.fround(clamped - min) / Math.fround(max - min));
    bytes[i] = roundHalfEven(Math.fround(unit * 255));
  }
  return bytes;
};

/**
 * A picture as 8-bit samples: `[h, w, c]` or `[1, h, w, c]` with one or three channels to `h * w * c` bytes, channels
 * interleaved. Values are clamped to the range, mapped to 0..255 in float32 and rounded, halves to the even
 * number; NaN becomes 0.
 *
 * @throws ShapeError for several pictures or another number of channels.
 * @throws ConfigError when `min` is not below `max`.
 */
export const tensorToBytes = async (
  x: Tensor3D | Tensor4D,
  { min = 0, max = 1, order = 'rgb' }: TensorToBytesOptions = {},
): Promise<Uint8Array> => {
  checkOptions(x.shape, min, max);
  const samples = min === 0 && max === 1 && x.dtype === 'float32' ? await readSamples(x, 8) : undefined;
  const bytes = (samples?.data as Uint8Array | undefined) ?? toBytes(await x.data(), min, max);
  if (order === 'bgr' && x.shape.at(-1) === 3) {
    for (let i = 0; i < bytes.length; i += 3) [bytes[i], bytes[i + 2]] = [bytes[i + 2]!, bytes[i]!];
  }
  return bytes;
};
