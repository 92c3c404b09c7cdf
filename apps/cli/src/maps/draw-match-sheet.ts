import type { Raster } from '@srkit/core';
import type { MatchMap } from '@srkit/upscale';
import { Canvas, fitted, hex, LINE_HEIGHT, TEXT_SIZE } from './canvas';
import { type MapReference, othersText, percent, shortened, shownReferences } from './shown-references';

const MARGIN = 20;
/** Longest side of the result on the sheet. */
const RESULT = 800;
/** Between the result and the references, for the lines. */
const GAP = 60;
/** Height of a reference on the sheet at least: so much that a person can tell whether a line ends at the right thing. */
const LEAST_REFERENCE = 240;
/** Below a picture, for its name. */
const CAPTION = LINE_HEIGHT + 8;
/** Width of a column at least, for names. */
const LEAST_WIDTH = 180;
/** From a name's colour to its text. */
const SWATCH = 20;
/** Points that are joined by lines. */
const POINTS = 100;

interface Point {
  readonly column: number;
  readonly row: number;
  readonly at: number;
}

/** How much the picture changes around a pixel of the map: a person can tell where a corner lies, and not where in the sky. */
const contrastOf = (
  result: Raster,
  { columns, rows }: MatchMap,
): ((column: number, row: number) => number) => {
  const { width, channels, data } = result;
  const scale = width / columns;
  const at = (column: number, row: number): number => {
    const x = Math.floor((Math.min(Math.max(column, 0), columns - 1) + 0.5) * scale);
    const y = Math.floor((Math.min(Math.max(row, 0), rows - 1) + 0.5) * scale);
    // Green, or grey.
    return data[(y * width + x) * channels + (channels < 3 ? 0 : 1)]!;
  };
  return (column, row) =>
    Math.min(
      Math.abs(at(column + 1, row) - at(column - 1, row)),
      Math.abs(at(column, row + 1) - at(column, row - 1)),
    );
};

/** Matched points all over the picture: of each cell of a grid the one where the picture changes most. */
export const spreadPoints = (result: Raster, map: MatchMap, count = POINTS): Point[] => {
  const { columns, rows, matched } = map;
  const contrast = contrastOf(result, map);
  const across = Math.max(1, Math.round(Math.sqrt((count * columns) / rows)));
  const down = Math.max(1, Math.floor(count / across));
  const best = new Map<number, Point & { readonly contrast: number }>();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      if (matched[at]! < 0) continue;
      const cell = Math.floor((row * down) / rows) * across + Math.floor((column * across) / columns);
      const here = contrast(column, row);
      if (here > (best.get(cell)?.contrast ?? -1)) best.set(cell, { column, row, at, contrast: here });
    }
  }
  return [...best.values()];
};

/** Something on the sheet with a line of text below. */
interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const roomOf = (sizes: readonly Pick<Placed, 'height'>[]): number =>
  sizes.reduce((sum, { height }) => sum + height + CAPTION, 0);

const widthOf = (sizes: readonly Pick<Placed, 'width'>[]): number =>
  Math.max(LEAST_WIDTH, ...sizes.map((size) => size.width));

/**
 * The result beside its references, with lines between matched points, in the references' colours. More than two references
 * stand on both sides of it, the heaviest first, so that lines stay short.
 */
export const drawMatchSheet = async (
  result: Raster,
  map: MatchMap,
  references: readonly (MapReference & { readonly picture: Raster })[],
): Promise<Raster> => {
  const scale = RESULT / Math.max(result.width, result.height);
  const width = Math.max(1, Math.round(result.width * scale));
  const height = Math.max(1, Math.round(result.height * scale));
  const { shown, others, colourOf } = shownReferences(references);
  const isLeft = (rank: number): boolean => shown.length > 2 && rank % 2 === 1;
  const perColumn = Math.max(1, shown.filter((_, rank) => !isLeft(rank)).length);
  const each = Math.max(LEAST_REFERENCE, Math.floor((height + CAPTION) / perColumn) - CAPTION);
  const sized = shown.map((reference, rank) => {
    const factor = Math.min(each / reference.height, RESULT / reference.width);
    return {
      reference,
      left: isLeft(rank),
      factor,
      width: Math.max(1, Math.round(reference.width * factor)),
      height: Math.max(1, Math.round(reference.height * factor)),
    };
  });
  const columns = [sized.filter(({ left }) => left), sized.filter(({ left }) => !left)] as const;
  const rest = others.count > 0 ? LINE_HEIGHT : 0;
  const room = Math.max(roomOf([{ height }]), roomOf(columns[0]), roomOf(columns[1]) + rest);
  const begin = columns[0].length > 0 ? MARGIN + widthOf(columns[0]) + GAP : MARGIN;
  const right = begin + width + GAP;
  const canvas = await Canvas.open(right + widthOf(columns[1]) + MARGIN, 2 * MARGIN + room);
  const middle = (own: number): number => MARGIN + Math.floor((room - own) / 2);
  const top = middle(roomOf([{ height }]));
  canvas.picture(await fitted(result, width, height), begin, top);
  canvas.text('result', begin, top + height + TEXT_SIZE + 4, { bold: true });
  const places = new Map<number, Placed & { readonly factor: number }>();
  for (const [n, column] of columns.entries()) {
    const x = n === 0 ? MARGIN : right;
    let y = middle(roomOf(column) + (n === 1 ? rest : 0));
    for (const size of column) {
      const { name, picture, share, index, colour } = size.reference;
      canvas.picture(await fitted(picture, size.width, size.height), x, y);
      places.set(index, { ...size, x, y });
      const part = `${percent(share)}  `;
      const text = part + shortened(name, canvas.columns(widthOf(column) - SWATCH) - part.length);
      canvas.rectangle(x, y + size.height + 5, 12, 12, hex(colour));
      canvas.text(text, x + SWATCH, y + size.height + TEXT_SIZE + 3);
      y += size.height + CAPTION;
    }
    if (n === 1 && others.count > 0) canvas.text(othersText(others), x, y + TEXT_SIZE);
    if (n === 1 && shown.length === 0) canvas.text('no reference was used', x, top + TEXT_SIZE);
  }
  for (const { column, row, at } of spreadPoints(result, map)) {
    const index = map.matched[at]!;
    const place = places.get(index);
    if (!place) continue;
    canvas.link(
      [begin + ((column + 0.5) * width) / map.columns, top + ((row + 0.5) * height) / map.rows],
      [place.x + map.position[2 * at]! * place.factor, place.y + map.position[2 * at + 1]! * place.factor],
      hex(colourOf(index)),
    );
  }
  return canvas.draw();
};
