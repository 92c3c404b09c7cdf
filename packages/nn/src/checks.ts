import { ConfigError, ShapeError } from '@srkit/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Largest width or depth a network may have: far above any published one, far below what could be allocated. */
export const MAX_COUNT = 4096;

/** Throws a `ConfigError` unless `value` is an integer in `minimum..MAX_COUNT`. */
export const checkedCount = (owner: string, name: string, value: number, minimum = 1): void => {
  if (!Number.isInteger(value) || value < minimum || value > MAX_COUNT) {
    throw new ConfigError(
      'E_CONFIG_COUNT',
      `${owner}: ${name} is ${value}, expected an integer in ${minimum}..${MAX_COUNT}.`,
    );
  }
};

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
