import { refuseUnknownKeys } from '@srkit/core';
import { type Tensor1D, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { readPair } from '../pair';
import type { Picture, Samples } from '../picture';

export interface PerceptualCrop {
  /** Pixels cut off at every border. Default 0. */
  readonly crop?: number | undefined;
}

const rgbTensor = ({ width, height, channels, data }: Samples): Tensor4D => {
  const pixels = new Float32Array(width * height * 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = data[channels === 3 ? i : Math.floor(i / 3)]! / 255;
  return tensor4d(pixels, [1, height, width, 3]);
};

/** One number of two pictures as RGB tensors, which are freed. */
export const withRgbTensors = async (
  a: Picture,
  b: Picture,
  options: PerceptualCrop,
  measure: (a: Tensor4D, b: Tensor4D) => Tensor1D,
): Promise<number> => {
  refuseUnknownKeys('options', options, ['crop']);
  const [x, y] = (await readPair(a, b, { crop: options.crop })).map(rgbTensor) as [Tensor4D, Tensor4D];
  try {
    const value = measure(x, y);
    const [number] = await value.data();
    value.dispose();
    return number!;
  } finally {
    x.dispose();
    y.dispose();
  }
};
