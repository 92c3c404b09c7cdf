import { hasAlpha } from '@srkit/core';
import { decodeImage, encodeImage, isOpaque } from '@srkit/image';
import { type FinishedPatch, Upscaler } from '@srkit/upscale';
import { cutUp, type Rectangle, screenPixels } from './bitmaps';
import { modelFor } from './models';
import type { EngineMethods, PicturePart } from './protocol';

/** Enlarges a picture, shows it as it grows, and gives it back as PNG: what is kept of it takes little memory. */
export const upscale: EngineMethods['upscale'] = async (
  { picture, name, model, outscale, mode },
  { onProgress, onPart },
) => {
  const raster = await decodeImage(new File([picture], name));
  const upscaler = new Upscaler(await modelFor(model), { mode, outscale });
  const shown: Promise<void>[] = [];
  const show = (
    kind: 'patch' | 'final',
    from: Parameters<typeof screenPixels>[0],
    area: Rectangle,
    alpha: boolean,
  ): void => {
    for (const part of cutUp(area)) {
      const bitmap = createImageBitmap(screenPixels(from, part, alpha));
      shown.push(
        bitmap.then((made) => {
          const told: PicturePart = { kind, x: part.x, y: part.y, bitmap: made };
          onPart?.(told, [made]);
        }),
      );
    }
  };
  const size = (width: number, height: number): void =>
    onPart?.({ kind: 'size', width, height } satisfies PicturePart);
  let isFirst = true;
  const onPatch = (patch: FinishedPatch): void => {
    if (isFirst) size(patch.picture.width, patch.picture.height);
    isFirst = false;
    if (patch.channels === 'colours') show('patch', patch.picture, patch, false);
  };
  const { image, report } = await upscaler.upscale(raster, { onProgress, onPatch });
  await Promise.all(shown.splice(0));
  const { width, height } = image;
  size(width, height);
  show('final', image, { x: 0, y: 0, width, height }, true);
  await Promise.all(shown);
  const bytes = await encodeImage(image, { format: 'png' });
  const png = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'image/png' });
  return { value: { png, width, height, hasAlpha: hasAlpha(image) && !isOpaque(image), report } };
};
