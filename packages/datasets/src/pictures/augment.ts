import type { Raster } from '@srkit/core';
import { reorderPixels } from '@srkit/image';
import { coin, type Draws } from '../random/draws';
import type { Augmentation, FloatPicture } from '../samples';

export interface AugmentOptions {
  /** Whether pictures are mirrored left and right, every other time. */
  readonly useHflip: boolean;
  /** Whether they are mirrored up and down, and whether transposed: two draws. */
  readonly useRot: boolean;
}

export const NO_AUGMENTATION: Augmentation = { hflip: false, vflip: false, transpose: false };

/** Draws for what is enabled and for nothing else, in BasicSR's order. */
export const drawAugmentation = (draws: Draws, { useHflip, useRot }: AugmentOptions): Augmentation => ({
  hflip: useHflip && coin(draws),
  vflip: useRot && coin(draws),
  transpose: useRot && coin(draws),
});

/** The picture mirrored, mirrored and transposed, in this order; itself where nothing is to be done. */
export const augmented = <P extends Raster | FloatPicture>(
  picture: P,
  { hflip, vflip, transpose }: Augmentation,
): P => {
  if (!hflip && !vflip && !transpose) return picture;
  const { width, height, channels, data } = picture;
  const [outWidth, outHeight] = transpose ? [height, width] : [width, height];
  // Where a step to the right or down in the result leads in the source.
  const across = hflip ? -channels : channels;
  const down = (vflip ? -width : width) * channels;
  const [right, below] = transpose ? [down, across] : [across, down];
  const origin = ((vflip ? height - 1 : 0) * width + (hflip ? width - 1 : 0)) * channels;
  if (channels === 3 && data instanceof Uint8Array && right !== channels) {
    const moved = reorderPixels(data, { width: outWidth, height: outHeight, origin, right, below });
    return { ...picture, width: outWidth, height: outHeight, data: moved };
  }
  const out = new (data.constructor as new (length: number) => P['data'])(data.length);
  let to = 0;
  for (let y = 0; y < outHeight; y++) {
    let from = origin + y * below;
    if (right === channels) {
      // Rows stay rows.
      out.set(data.subarray(from, from + outWidth * channels), to);
      to += outWidth * channels;
    } else {
      for (let x = 0; x < outWidth; x++, from += right) {
        for (let c = 0; c < channels; c++) out[to++] = data[from + c]!;
      }
    }
  }
  return { ...picture, width: outWidth, height: outHeight, data: out };
};
