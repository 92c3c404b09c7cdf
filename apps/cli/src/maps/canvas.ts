import { bitDepthOf, type Raster } from '@srkit/core';
import sharp from 'sharp';
import { loadTypeface, type Typeface } from '../sheet/draw-sheet';

/** 8 bits a channel. */
export type Colour = readonly [red: number, green: number, blue: number];

export const hex = (colour: Colour): string =>
  `#${colour.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;

export const INK = '#202020';
export const TEXT_SIZE = 13;
export const LINE_HEIGHT = 18;

/** Eight-bit RGB of any picture, grey in all three channels, alpha left out. */
export const toRgb = (raster: Raster): Raster => {
  const { width, height, channels, data } = raster;
  const divisor = bitDepthOf(raster) === 16 ? 257 : 1;
  const out = new Uint8Array(width * height * 3);
  const step = channels < 3 ? 0 : 1;
  for (let from = 0, to = 0; to < out.length; from += channels, to += 3) {
    for (let c = 0; c < 3; c++) out[to + c] = Math.round(data[from + c * step]! / divisor);
  }
  return { width, height, channels: 3, data: out };
};

/** RGB at another size. */
export const fitted = async (raster: Raster, width: number, height: number): Promise<Raster> => {
  const { width: w, height: h, data } = toRgb(raster);
  const resized = await sharp(data as Uint8Array, { raw: { width: w, height: h, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
  return { width, height, channels: 3, data: resized };
};

interface Placed {
  readonly picture: Raster;
  readonly x: number;
  readonly y: number;
}

/** Pictures and drawings on white paper. */
export class Canvas {
  readonly #placed: Placed[] = [];
  readonly #shapes: string[] = [];

  private constructor(
    readonly width: number,
    readonly height: number,
    readonly regular: Typeface,
    readonly bold: Typeface,
  ) {}

  static async open(width: number, height: number): Promise<Canvas> {
    return new Canvas(width, height, await loadTypeface(400), await loadTypeface(700));
  }

  /** An RGB picture with its upper left corner at (x, y). */
  picture(picture: Raster, x: number, y: number): void {
    this.#placed.push({ picture, x, y });
  }

  /** A line of text whose baseline begins at (x, y). */
  text(text: string, x: number, y: number, { bold = false, size = TEXT_SIZE, fill = INK } = {}): void {
    const face = bold ? this.bold : this.regular;
    this.#shapes.push(`<path fill="${fill}" d="${face.outline(text, x, y, size)}"/>`);
  }

  /** Characters that fit into so many pixels. */
  columns(width: number, size = TEXT_SIZE): number {
    return Math.floor(width / (this.regular.advance * size));
  }

  rectangle(x: number, y: number, width: number, height: number, fill: string): void {
    this.#shapes.push(`<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}"/>`);
  }

  /** A line with a dot at both ends. */
  link(from: readonly [number, number], to: readonly [number, number], colour: string): void {
    const [a, b] = [from, to].map(([x, y]) => [x.toFixed(1), y.toFixed(1)] as const);
    this.#shapes.push(
      `<line x1="${a![0]}" y1="${a![1]}" x2="${b![0]}" y2="${b![1]}" stroke="${colour}" stroke-width="1" stroke-opacity="0.75"/>`,
      ...[a!, b!].map(
        ([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${colour}" stroke="#ffffff" stroke-width="1"/>`,
      ),
    );
  }

  async draw(): Promise<Raster> {
    const { width, height } = this;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${this.#shapes.join('')}</svg>`;
    const data = await sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
      .composite([
        ...this.#placed.map(({ picture, x, y }) => ({
          input: Buffer.from(picture.data.buffer, picture.data.byteOffset, picture.data.byteLength),
          raw: { width: picture.width, height: picture.height, channels: 3 as const },
          left: Math.round(x),
          top: Math.round(y),
        })),
        { input: Buffer.from(svg), left: 0, top: 0 },
      ])
      .removeAlpha()
      .raw()
      .toBuffer();
    return { width, height, channels: 3, data };
  }
}
