import { hasAlpha } from '@srkit/core';
import { decodeImage, isOpaque } from '@srkit/image';
import { type FinishedPatch, Upscaler } from '@srkit/upscale';
import { piecesOf, type Rectangle } from './bitmaps';
import { engineFacts, modelAgain, modelFor } from './models';
import { pngBlob } from './png-blob';
import type { EngineMethods, PicturePart } from './protocol';
import { release } from './release';
import { replaceBackend } from './start-backend';

/** Part of the time that a large picture's PNG takes, where a CPU computes. */
const WRITING = 0.2;

/** Enlarges a picture, shows it as it grows, and gives it back as PNG: what is kept of it takes little memory. */
export const upscale: EngineMethods['upscale'] = async (
  { picture, name, model, outscale, mode, keepColours, memoryBudget },
  { onProgress, onPart },
) => {
  const raster = await decodeImage(new File([picture], name), { offerTolerant: false });
  const upscaler = new Upscaler(await modelFor(model), { mode, outscale, keepColours, memoryBudget });
  const shown: Promise<void>[] = [];
  const show = (
    kind: 'patch' | 'final',
    from: Parameters<typeof piecesOf>[0],
    area: Rectangle,
    alpha: boolean,
  ): void => {
    for (const piece of piecesOf(from, area, alpha)) {
      shown.push(piece.then((made) => onPart?.({ kind, ...made } satisfies PicturePart, [made.bitmap])));
    }
  };
  const size = (width: number, height: number): void =>
    onPart?.({ kind: 'size', width, height } satisfies PicturePart);
  let grown: FinishedPatch['picture'] | undefined;
  const onPatch = (patch: FinishedPatch): void => {
    if (!grown) size(patch.picture.width, patch.picture.height);
    grown = patch.picture;
    if (patch.channels === 'colours') show('patch', patch.picture, patch, false);
  };
  const onDeviceLost = async (): ReturnType<typeof modelFor> => {
    await replaceBackend();
    onPart?.({ kind: 'moved', facts: engineFacts() } satisfies PicturePart);
    return modelAgain(model);
  };
  const { image, report } = await upscaler.upscale(raster, {
    onProgress: ({ done, total, unit }) =>
      onProgress?.({ done: ((1 - WRITING) * done) / total, total: 1, unit }),
    onPatch,
    onDeviceLost,
  });
  await Promise.all(shown.splice(0));
  const { width, height } = image;
  const transparent = hasAlpha(image) && !isOpaque(image);
  // What has grown is all there is to see, unless it was changed since.
  if (transparent || keepColours || grown?.width !== width || grown.height !== height) {
    size(width, height);
    show('final', image, { x: 0, y: 0, width, height }, true);
    await Promise.all(shown);
  }
  const png = await pngBlob(image, {
    onProgress: ({ done, total, unit }) =>
      onProgress?.({ done: 1 - WRITING + (WRITING * done) / total, total: 1, unit }),
  });
  for (const picture of [raster, grown, image]) if (picture) release(picture);
  return { value: { png, width, height, hasAlpha: transparent, report, facts: engineFacts() } };
};
