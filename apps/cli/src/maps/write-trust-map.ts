import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LongWork, Raster } from '@srkit/core';
import { writeImage } from '@srkit/image';
import { type TrustMap, trustMap } from '@srkit/upscale';
import { drawTrustMap } from './draw-trust-map';
import { trustMapFiles } from './map-files';

/** Part of the work that the result is where a trust map asks for three more. */
export const RESULT_OF_FOUR = 1 / 4;

/** A part of some work, which begins when `from` of it is done. */
export const partOf = (work: LongWork, from: number, part: number): LongWork => ({
  signal: work.signal,
  onProgress: ({ done, total, unit }) =>
    work.onProgress?.({ done: Math.round(total * from + done * part), total, unit }),
});

/** Compares a result with those for other forms of its picture; writes a drawing and, beside it, figures. */
export const writeTrustMap = async (
  path: string,
  { picture, image }: { readonly picture: Raster; readonly image: Raster },
  enlarge: Parameters<typeof trustMap>[2],
  { overwrite, ...work }: LongWork & { readonly overwrite: boolean },
): Promise<TrustMap['summary']> => {
  const map = await trustMap(picture, image, enlarge, work);
  const { png, figures } = trustMapFiles(path);
  await mkdir(dirname(png), { recursive: true });
  await writeImage(png, await drawTrustMap(image, map), { format: 'png', overwrite, signal: work.signal });
  await writeFile(figures, `${JSON.stringify(map.summary, undefined, 2)}\n`);
  return map.summary;
};
