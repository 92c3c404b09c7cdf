import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Raster } from '@srkit/image';
import opentype from 'opentype.js';
import sharp, { type OverlayOptions } from 'sharp';
import { LINE_HEIGHT, layOut, type SheetLayout, TEXT_SIZE } from './sheet-layout';

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

/** An RGB picture at another size, every pixel the nearest one of the source, 8 bit. */
export const enlarge = ({ width, height, data }: Raster, toWidth: number, toHeight: number): Buffer => {
  const divisor = data instanceof Uint16Array ? 257 : 1;
  const out = Buffer.alloc(toWidth * toHeight * 3);
  for (let y = 0, to = 0; y < toHeight; y++) {
    const row = Math.floor((y * height) / toHeight) * width;
    for (let x = 0; x < toWidth; x++) {
      const from = (row + Math.floor((x * width) / toWidth)) * 3;
      for (let c = 0; c < 3; c++) out[to++] = Math.round(data[from + c]! / divisor);
    }
  }
  return out;
};

/** A picture with the text below it. */
export interface Panel {
  /** RGB. */
  readonly picture: Raster;
  readonly title: string;
  readonly lines: readonly string[];
}

const PAPER = '#ffffff';
const INK = '#202020';

const fitted = (text: string, columns: number): string =>
  text.length > columns ? `${text.slice(0, columns - 1)}…` : text;

/** All text as one SVG of the sheet's size. */
const textLayer = (
  panels: readonly Panel[],
  { width, height, cellWidth, places }: SheetLayout,
  regular: Typeface,
  bold: Typeface,
): string => {
  const columns = Math.floor(cellWidth / (regular.advance * TEXT_SIZE));
  const paths = panels.flatMap(({ title, lines }, i) => {
    const { x, baseline } = places[i]!;
    return [title, ...lines].map((line, k) => {
      const face = k === 0 ? bold : regular;
      return face.outline(fitted(line, columns), x, baseline + k * LINE_HEIGHT, TEXT_SIZE);
    });
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><path fill="${INK}" d="${paths.join('')}"/></svg>`;
};

/**
 * A contact sheet: all panels enlarged to one size or a multiple of it, by default that of the first, text below each.
 */
export const drawSheet = async (
  panels: readonly Panel[],
  columns?: number,
  size: { readonly width: number; readonly height: number } = panels[0]!.picture,
): Promise<Raster> => {
  const layout = layOut(
    size,
    panels.map(({ lines }) => lines.length),
    columns,
  );
  const { width, height, shown, places } = layout;
  const pictures: OverlayOptions[] = panels.map(({ picture }, i) => ({
    input: enlarge(picture, shown.width, shown.height),
    raw: { ...shown, channels: 3 },
    left: places[i]!.x,
    top: places[i]!.y,
  }));
  const text = textLayer(panels, layout, await loadTypeface(400), await loadTypeface(700));
  const data = await sharp({ create: { width, height, channels: 3, background: PAPER } })
    .composite([...pictures, { input: Buffer.from(text), left: 0, top: 0 }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { width, height, channels: 3, data };
};
