import { integerBetween } from './parse-number';

/** Largest side of a crop: a picture side that no device holds at once. */
const MAX_CROP = 65536;

/** Parser for `--crop`: a side in pixels, or `none`. */
export const parseCrop = (text: string): number | 'none' =>
  text === 'none' ? text : integerBetween(1, MAX_CROP)(text);
