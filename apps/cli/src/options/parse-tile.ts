import { InvalidArgumentError } from 'commander';

/** Largest tile side: a picture side that no device holds at once. */
const MAX_TILE = 65536;

/** Parser for `--tile`: a side in pixels, 0 for no tiles, or `auto`. */
export const parseTile = (text: string): number | 'auto' => {
  if (text === 'auto') return text;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value <= MAX_TILE) return value;
  throw new InvalidArgumentError(`Expected auto, 0 (no tiles) or a side of at most ${MAX_TILE} pixels.`);
};
