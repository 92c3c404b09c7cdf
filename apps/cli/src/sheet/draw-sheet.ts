import type { Raster } from '@srkit/image';
import sharp, { type OverlayOptions } from 'sharp';
import { enlarge } from './enlarge';
import { LINE_HEIGHT, layOut, type SheetLayout, TEXT_SIZE } from './sheet-layout';
import { loadTypeface, type Typeface } from './typeface';

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

/** A contact sheet: the first panel at its own size (or a multiple), the others enlarged to it, text below each. */
export const drawSheet = async (panels: readonly Panel[]): Promise<Raster> => {
  const layout = layOut(
    panels[0]!.picture,
    panels.map(({ lines }) => lines.length),
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
