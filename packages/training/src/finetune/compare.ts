import type { Raster } from '@srkit/core';
import { type Protocol, psnr, resizeBicubic } from '@srkit/metrics';
import { tensorToRaster } from '@srkit/ops';
import { clipByValue, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { stackPictures } from '../data/sample-batches';

/** A held-out crop and its LQ. */
export interface HeldOutPair {
  readonly name: string;
  readonly lq: Raster;
  readonly gt: Raster;
}

/** What a held-out crop became, and PSNR in dB against its ground truth. */
export interface ComparedCrop extends HeldOutPair {
  readonly pictures: Readonly<Record<Contender, Raster>>;
  readonly psnr: Readonly<Record<Contender, number>>;
}

/** Interpolation, the model before and the model after. */
export type Contender = 'bicubic' | 'before' | 'after';
export const CONTENDERS = ['bicubic', 'before', 'after'] as const satisfies readonly Contender[];

/** How results are compared: luma, without the border that depends on what lies outside. */
export const protocolOf = (scale: number): Protocol => ({
  channel: 'y',
  luma: 'studio',
  crop: Math.max(4, scale),
  round: true,
});

/** What a network makes of a picture, 8 bits. */
export const enlarge = async (network: { forward(lq: Tensor4D): Tensor4D }, lq: Raster): Promise<Raster> => {
  const output = tidy(() => clipByValue(network.forward(stackPictures([lq])), 0, 1));
  try {
    return await tensorToRaster(output);
  } finally {
    output.dispose();
  }
};

/** Compares crops, whose results of the model before are given. */
export const compareCrops = async (
  pairs: readonly HeldOutPair[],
  before: readonly Raster[],
  after: { forward(lq: Tensor4D): Tensor4D },
  scale: number,
): Promise<ComparedCrop[]> => {
  const protocol = protocolOf(scale);
  const crops: ComparedCrop[] = [];
  for (const [i, pair] of pairs.entries()) {
    const pictures = {
      bicubic: resizeBicubic(pair.lq, scale),
      before: before[i]!,
      after: await enlarge(after, pair.lq),
    };
    const values: Record<Contender, number> = { bicubic: 0, before: 0, after: 0 };
    for (const name of CONTENDERS) values[name] = await psnr(pictures[name], pair.gt, protocol);
    crops.push({ ...pair, pictures, psnr: values });
  }
  return crops;
};

/** Means over crops. */
export const meanPsnr = (crops: readonly ComparedCrop[]): Record<Contender, number> => {
  const mean = (name: Contender): number =>
    crops.reduce((sum, crop) => sum + crop.psnr[name], 0) / crops.length;
  return { bicubic: mean('bicubic'), before: mean('before'), after: mean('after') };
};
