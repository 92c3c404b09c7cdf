import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import opentype from 'opentype.js';

const FILES = '@fontsource/dejavu-mono/files/dejavu-mono-latin';

/** Text as outlines, so that it looks the same on machines with any fonts or none. */
export interface Typeface {
  /** Width of every character at a size of 1. */
  readonly advance: number;
  /** SVG path data of a line of text whose baseline begins at (x, y). */
  outline(text: string, x: number, y: number, size: number): string;
}

/** DejaVu Sans Mono, which comes with this package. */
export const loadTypeface = async (weight: 400 | 700): Promise<Typeface> => {
  const path = createRequire(import.meta.url).resolve(`${FILES}-${weight}-normal.woff`);
  const { buffer, byteOffset, byteLength } = await readFile(path);
  const font = opentype.parse(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
  return {
    advance: (font.charToGlyph('m').advanceWidth ?? font.unitsPerEm) / font.unitsPerEm,
    outline: (text, x, y, size) => font.getPath(text, x, y, size).toPathData(2),
  };
};
