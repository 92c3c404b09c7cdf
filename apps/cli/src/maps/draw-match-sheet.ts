import type { Raster } from '@srkit/core';
import type { MatchMap } from '@srkit/upscale';
import { Canvas, fitted, hex, LINE_HEIGHT, TEXT_SIZE } from './canvas';
import { categoryOf } from './colours';
import type { MapReference } from './draw-match-map';

const MARGIN = 20;
/** Longest side of the result on the sheet. */
const RESULT = 800;
/** Between the result and the references, for the lines. */
const GAP = 60;
/** Height of a reference on the sheet at least: so much that a person can tell whether a line ends at the right thing. */
const LEAST_REFERENCE = 240;
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

/** The result beside its references, with lines between matched points, in the references' colours. */
export const drawMatchSheet = async (
  result: Raster,
  map: MatchMap,
  references: readonly (MapReference & { readonly picture: Raster })[],
): Promise<Raster> => {
  const scale = RESULT / Math.max(result.width, result.height);
  const width = Math.max(1, Math.round(result.width * scale));
  const height = Math.max(1, Math.round(result.height * scale));
  const used = references.map((reference, index) => ({ ...reference, index })).filter((each) => each.used);
  const each = Math.max(LEAST_REFERENCE, Math.floor(height / Math.max(1, used.length)) - LINE_HEIGHT - 8);
  const sizes = used.map((reference) => {
    const factor = Math.min(each / reference.height, RESULT / reference.width);
    return {
      width: Math.max(1, Math.round(reference.width * factor)),
      height: Math.max(1, Math.round(reference.height * factor)),
      factor,
    };
  });
  const aside = Math.max(160, ...sizes.map((size) => size.width));
  const tall = sizes.reduce((sum, size) => sum + size.height + LINE_HEIGHT + 8, 0);
  const canvas = await Canvas.open(
    2 * MARGIN + width + GAP + aside,
    2 * MARGIN + Math.max(height + LINE_HEIGHT + 8, tall),
  );
  canvas.picture(await fitted(result, width, height), MARGIN, MARGIN);
  canvas.text('result', MARGIN, MARGIN + height + TEXT_SIZE + 4, { bold: true });
  const left = MARGIN + width + GAP;
  const tops = new Map<number, { readonly y: number; readonly factor: number }>();
  let y = MARGIN;
  for (const [i, reference] of used.entries()) {
    const size = sizes[i]!;
    canvas.picture(await fitted(reference.picture, size.width, size.height), left, y);
    tops.set(reference.index, { y, factor: size.factor });
    const name = `${Math.round(100 * reference.share)} %  ${reference.name}`;
    const columns = canvas.columns(aside - 20);
    canvas.rectangle(left, y + size.height + 5, 12, 12, hex(categoryOf(reference.index)));
    canvas.text(
      name.length > columns ? `${name.slice(0, columns - 1)}…` : name,
      left + 20,
      y + size.height + TEXT_SIZE + 3,
    );
    y += size.height + LINE_HEIGHT + 8;
  }
  for (const { column, row, at } of spreadPoints(result, map)) {
    const index = map.matched[at]!;
    const place = tops.get(index);
    if (!place) continue;
    canvas.link(
      [MARGIN + ((column + 0.5) * width) / map.columns, MARGIN + ((row + 0.5) * height) / map.rows],
      [left + map.position[2 * at]! * place.factor, place.y + map.position[2 * at + 1]! * place.factor],
      hex(categoryOf(index)),
    );
  }
  return canvas.draw();
};
