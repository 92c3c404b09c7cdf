import { ShapeError } from '@srkit/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Throws a `ShapeError` naming the module unless `x` has `rank` axes, the last of `channels` elements. */
export const checkChannels = (
  path: string,
  x: Tensor,
  rank: number,
  channels: number,
  what = 'the input',
): void => {
  if (x.rank === rank && x.shape[rank - 1] === channels) return;
  const expected = rank === 4 ? `[n, h, w, ${channels}]` : `[n, ${channels}]`;
  throw new ShapeError('E_SHAPE_CHANNELS', `${path}: ${what} is [${x.shape}], expected ${expected}.`);
};
