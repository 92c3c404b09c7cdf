import { ConfigError, type LongWork } from '@srkit/core';
import type { Raster } from '@srkit/image';
import { tilesOf, type UpscaledPart, type UpscaleResult, type Upscaler } from '@srkit/upscale';
import type { KeptParts } from '../engine/engine';
import { PartFile } from './part-file';

/** The upscaler for a picture with a budget in bytes. @throws ConfigError when no tile fits it. */
export type UpscalerOf = (memory: number) => Upscaler;

const noted = (result: UpscaleResult, note: string): UpscaleResult => {
  const { report } = result;
  return { ...result, report: { ...report, notes: [...report.notes, note] } };
};

const goOn = async (
  upscaler: Upscaler,
  picture: Raster,
  work: LongWork,
  file: PartFile,
): Promise<UpscaleResult> => {
  let pixels = 0;
  const parts = function* (): Generator<UpscaledPart> {
    for (const part of file.read()) {
      pixels += part.width * part.height;
      yield part;
    }
  };
  const result = await upscaler.upscale(picture, {
    ...work,
    parts: parts(),
    onPart: (part) => file.append(part),
  });
  if (pixels === 0) return result;
  const megapixels = (pixels / 1e6).toFixed(1);
  return noted(
    result,
    `went on from an earlier run, which had computed ${megapixels} megapixels of the result`,
  );
};

/** How a budget cuts the picture; bands go on in the same strips alone. Undefined: it is too small. */
const cutOf = (upscalerOf: UpscalerOf, memory: number, { width, height }: Raster): string | undefined => {
  try {
    const { count, bands } = tilesOf(upscalerOf(memory).plan(width, height));
    return `${count} ${bands?.of}`;
  } catch (error) {
    if (error instanceof ConfigError && error.code === 'E_CONFIG_MEMORY') return undefined;
    throw error;
  }
};

/**
 * Upscales, keeps each finished band in a file, and goes on from what an earlier run has left there: with its budget,
 * if that may be taken, or in its strips.
 *
 * @param memory The budget in bytes of a picture that is begun.
 */
export const upscaleInParts = async (
  upscalerOf: UpscalerOf,
  memory: number,
  picture: Raster,
  work: LongWork,
  { path, key, mostMemory }: KeptParts,
): Promise<UpscaleResult> => {
  const file = PartFile.open(path, key, memory);
  if (!file) return upscalerOf(memory).upscale(picture, work);
  try {
    const kept = file.memory;
    const cut = cutOf(upscalerOf, kept, picture);
    const takesKept = kept <= mostMemory && cut !== undefined;
    const budget = takesKept ? kept : memory;
    const upscaler = upscalerOf(budget);
    const isAnew = !takesKept && cut !== cutOf(upscalerOf, memory, picture);
    if (isAnew) file.clear(memory);
    const result = await goOn(upscaler, picture, work, file).catch((error) => {
      if (!(error instanceof ConfigError && error.code === 'E_CONFIG_PARTS')) throw error;
      file.clear(budget);
      return goOn(upscaler, picture, work, file);
    });
    const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)}M`;
    return isAnew
      ? noted(
          result,
          `began anew: what an earlier run had kept was cut for --memory ${megabytes(kept)}, this is --memory ${megabytes(memory)}`,
        )
      : result;
  } finally {
    file.close();
  }
};
