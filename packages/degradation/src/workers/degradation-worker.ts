import '@tensorflow/tfjs-backend-wasm';
import { dispose, setBackend, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { apply } from '../apply/apply';
import type { DegradationRecipe } from '../recipe';
import type { PixelPair, Pixels } from './pixels';

/** One sample and its recipe. */
export interface WorkerTask {
  readonly image: Pixels;
  readonly recipe: DegradationRecipe;
}

const toFloats = (data: Pixels['data']): Float32Array => {
  if (data instanceof Float32Array) return data;
  const out = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = data[i]! / 255;
  return out;
};

const toPixels = async (tensor: Tensor4D): Promise<PixelPair['lq']> => ({
  data: (await tensor.data()) as Float32Array,
  shape: tensor.shape as PixelPair['lq']['shape'],
});

const ready = setBackend('wasm');

/** What a thread of `DegradationWorkers` runs. */
export default async ({ image, recipe }: WorkerTask): Promise<PixelPair> => {
  await ready;
  const tensor = tensor4d(toFloats(image.data), [...image.shape]);
  try {
    const { lq, gt } = await apply(tensor, recipe);
    try {
      return { lq: await toPixels(lq), gt: await toPixels(gt) };
    } finally {
      dispose([lq, gt]);
    }
  } finally {
    tensor.dispose();
  }
};
