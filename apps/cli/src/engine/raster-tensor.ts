import type { Raster } from '@srkit/image';
import { type Tensor3D, type Tensor4D, tensor3d } from '@tensorflow/tfjs-core';

const levelsOf = (data: Raster['data']): number => (data instanceof Uint16Array ? 65535 : 255);

/** An RGB picture as `[height, width, 3]` in 0..1. */
export const tensorOfRaster = ({ width, height, data }: Raster): Tensor3D => {
  const levels = levelsOf(data);
  const values = new Float32Array(data.length);
  for (let i = 0; i < values.length; i++) values[i] = data[i]! / levels;
  return tensor3d(values, [height, width, 3]);
};

/**
 * A batch of one, in 0..1, as an RGB picture.
 *
 * @param out of which type the samples shall be.
 */
export const rasterOfTensor = async (
  tensor: Tensor4D,
  out: Uint8ArrayConstructor | Uint16ArrayConstructor,
): Promise<Raster> => {
  const [, height, width] = tensor.shape;
  const values = await tensor.data();
  const data = new out(values.length);
  const levels = levelsOf(data);
  for (let i = 0; i < data.length; i++) data[i] = Math.round(values[i]! * levels);
  return { width, height, channels: 3, data };
};
