import { bitDepthOf, type LongWork, type Raster } from '@srkit/core';
import { rasterToTensor, tensorToRaster } from '@srkit/ops';
import { dispose, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { apply } from '../apply/apply';
import type { Pair } from '../crop/crop-pair';
import type { DegradationRecipe } from '../recipe';

/** A batch of RGB pictures outside of tensors. */
export interface Pixels {
  /** `n * height * width * 3` numbers: 0..1 as floats, 0..255 as bytes. */
  readonly data: Float32Array | Uint8Array;
  readonly shape: readonly [n: number, height: number, width: number, channels: 3];
}

/** LQ and ground truth, as floats in 0..1. */
export interface PixelPair {
  readonly lq: Pixels & { readonly data: Float32Array };
  readonly gt: Pixels & { readonly data: Float32Array };
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

/** LQ and ground truth as pictures. */
export interface RasterPair {
  /** 8 bit. */
  readonly lq: Raster;
  /** As deep as the picture that it was cut from. */
  readonly gt: Raster;
}

/** A tensor's pair, taken out of it and freed. */
const taking = async <T>(
  tensor: Tensor4D,
  recipe: DegradationRecipe,
  work: LongWork,
  take: (pair: Pair) => Promise<T>,
): Promise<T> => {
  try {
    const pair = await apply(tensor, recipe, work);
    try {
      return await take(pair);
    } finally {
      dispose([pair.lq, pair.gt]);
    }
  } finally {
    tensor.dispose();
  }
};

/**
 * Does what `apply` does, on tfjs's current backend, from and to pixels.
 *
 * @throws as `apply` does. No tensor is left behind in any case.
 */
export const applyPixels = async (
  image: Pixels,
  recipe: DegradationRecipe,
  work: LongWork = {},
): Promise<PixelPair> => {
  const tensor = tensor4d(toFloats(image.data), [...image.shape]);
  return taking(tensor, recipe, work, async ({ lq, gt }) => ({
    lq: await toPixels(lq),
    gt: await toPixels(gt),
  }));
};

/**
 * The same for a picture, RGB of 8 or 16 bits. The profile stays with both, the density with the ground truth.
 *
 * @throws as `apply` does. No tensor is left behind in any case.
 */
export const applyToRaster = async (
  picture: Raster,
  recipe: DegradationRecipe,
  work: LongWork = {},
): Promise<RasterPair> =>
  taking(rasterToTensor(picture), recipe, work, async ({ lq, gt }) => ({
    lq: { ...(await tensorToRaster(lq)), icc: picture.icc },
    gt: {
      ...(await tensorToRaster(gt, { bitDepth: bitDepthOf(picture) })),
      icc: picture.icc,
      density: picture.density,
    },
  }));
