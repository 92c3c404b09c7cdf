import { ConfigError, ShapeError } from '@srkit/core';
/** Largest width or depth a network may have: far above any published one, far below what could be allocated. */
export const MAX_COUNT = 4096;
/** Throws a `ConfigError` unless `value` is an integer in `minimum..MAX_COUNT`. */
export const checkedCount = (owner, name, value, minimum = 1) => {
    if (!Number.isInteger(value) || value < minimum || value > MAX_COUNT) {
        throw new ConfigError('E_CONFIG_COUNT', `${owner}: ${name} is ${value}, expected an integer in ${minimum}..${MAX_COUNT}.`);
    }
};
/** Throws a `ShapeError` naming the module unless `x` has `rank` axes, the last of `channels` elements. */
export const checkChannels = (path, x, rank, channels, what = 'the input') => {
    if (x.rank === rank && x.shape[rank - 1] === channels)
        return;
    const expected = rank === 4 ? `[n, h, w, ${channels}]` : `[n, ${channels}]`;
    throw new ShapeError('E_SHAPE_CHANNELS', `${path}: ${what} is [${x.shape}], expected ${expected}.`);
};
