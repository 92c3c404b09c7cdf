import { ConfigError, type LongWork } from '@srkit/core';
import type { Raster } from '@srkit/image';
import { tilesOf, type UpscaledPart, type UpscaleResult, type Upscaler } from '@srkit/upscale';
import type { KeptParts } from '../engine/engine';
import { PartFile } from './part-file';

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
  const { report } = result;
  const note = `went on from an earlier run, which had computed ${(pixels / 1e6).toFixed(1)} megapixels of the result`;
  return { ...result, report: { ...report, notes: [...report.notes, note] } };
};

/** Upscales, keeps each finished band in a file, and goes on from what an earlier run has left there. */
export const upscaleInParts = async (
  upscaler: Upscaler,
  picture: Raster,
  work: LongWork,
  { path, key }: KeptParts,
): Promise<UpscaleResult> => {
  const { count, bands } = tilesOf(upscaler.plan(picture.width, picture.height));
  // Bands of another memory go on in the same strips alone.
  const file = PartFile.open(path, `${key} ${count} ${bands?.of}`);
  if (!file) return upscaler.upscale(picture, work);
  try {
    return await goOn(upscaler, picture, work, file);
  } catch (error) {
    if (!(error instanceof ConfigError && error.code === 'E_CONFIG_PARTS')) throw error;
    file.clear();
    return await goOn(upscaler, picture, work, file);
  } finally {
    file.close();
  }
};
