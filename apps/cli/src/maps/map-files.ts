import { extname } from 'node:path';

/** `map.png` to `map.json`. */
export const beside = (path: string, ending: string): string =>
  path.slice(0, path.length - extname(path).length) + ending;

/** What is written for a match map: the drawing, and everything that it shows as arrays. */
export const matchMapFiles = (png: string) => ({ png, arrays: beside(png, '.safetensors') });

/** What is written for a trust map: the drawing, and its figures. */
export const trustMapFiles = (png: string) => ({ png, figures: beside(png, '.json') });
