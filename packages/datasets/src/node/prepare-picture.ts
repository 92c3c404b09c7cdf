import { mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { cropRaster } from '@srkit/core';
import { decodeImage, resizePillow, writeImage } from '@srkit/image';
import { multiscaleSizes } from '../prepare/multiscale';
import { type SubimageOptions, subimagesOf } from '../prepare/subimages';

/** A picture and the files that it becomes, in the order of the windows or sizes. */
export interface Preparation {
  readonly input: string;
  readonly outputs: readonly string[];
  readonly overwrite: boolean;
}

/** PNG's compression as the official scripts have it. */
const WRITE = { format: 'png', compressionLevel: 3 } as const;

/** Cuts a picture into pieces as they are: 16 bits, grey and alpha stay. @returns how many. */
export const writeSubimages = async (
  { input, outputs, overwrite }: Preparation,
  options: SubimageOptions,
): Promise<number> => {
  const picture = await decodeImage(input, { offerTolerant: false });
  const windows = subimagesOf(basename(input), picture, options);
  await mkdir(dirname(outputs[0] as string), { recursive: true });
  for (const [i, { window }] of windows.entries()) {
    await writeImage(outputs[i] as string, cropRaster(picture, window), { ...WRITE, overwrite });
  }
  return windows.length;
};

/** Shrinks a picture to several sizes with Pillow's Lanczos. @returns how many. */
export const writeMultiscale = async ({ input, outputs, overwrite }: Preparation): Promise<number> => {
  const picture = await decodeImage(input, { offerTolerant: false });
  const sizes = multiscaleSizes(picture);
  await mkdir(dirname(outputs[0] as string), { recursive: true });
  for (const [i, { width, height }] of sizes.entries()) {
    const scaled = resizePillow(picture, [height, width], 'lanczos');
    await writeImage(outputs[i] as string, scaled, { ...WRITE, overwrite });
  }
  return sizes.length;
};
