import { ConfigError } from '@srkit/core';
import { type Axis, roundUp } from './axis';

/** A half-open interval of positions. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Along one side: the part a tile is responsible for, and the wider part the network is given. */
export interface TileSpan {
  readonly core: Span;
  readonly window: Span;
}

/** How a tile is computed piece by piece, each carrying on where the one before it stopped. */
export interface Bands {
  /** 1: bands of rows from top to bottom. 2: bands of columns from left to right. */
  readonly along: 1 | 2;
  /** Rows (columns) of the picture in a band. */
  readonly rows: number;
  /** Whether a tile is one band. */
  readonly whole: boolean;
}

export interface TilePlan {
  readonly columns: readonly TileSpan[];
  readonly rows: readonly TileSpan[];
  /** Side of a tile in input pixels, [width, height]. */
  readonly tile: readonly [number, number];
  /** Input pixels around a tile that the network sees. */
  readonly halo: number;
  /** Input pixels around it that it would see of the whole picture; Infinity: all. */
  readonly sees: number;
  /** Why it would see all of it; undefined where it sees less. */
  readonly obstacle?: string | undefined;
  /** Whether the tiled result equals the untiled one up to rounding. */
  readonly exact: boolean;
  /** Input pixels on each side of a seam over which two tiles are blended. */
  readonly feather: number;
  /** What the network computes, over what it would compute for the picture in one piece. */
  readonly overhead: number;
  /** The most that the network holds at once on the device beside its weights, in bytes. */
  readonly bytes: number;
  /** Undefined: each tile is computed at once. */
  readonly bands?: Bands;
  /** Of a halo that is too narrow to be exact: what it did to photos, where that was measured with such a network. */
  readonly foreseen?: ForeseenError;
}

/** Differences from the picture in one piece, in levels of 255. */
export interface ForeseenError {
  readonly largest: number;
  readonly mean: number;
}

export interface TileRequest {
  readonly x: Axis;
  readonly y: Axis;
  /** Requested halo. */
  readonly halo: number;
  /** The halo from which on tiling is exact. */
  readonly exactHalo: number;
  readonly multiple: number;
  /** Side of a tile, 0 for none, or `auto`. */
  readonly tile: number | 'auto';
  readonly feather: boolean;
  /** The largest window in pixels that `auto` may choose. */
  readonly maxWindowPixels: number;
  /** What the network holds at once on a window of so many pixels. */
  readonly bytesOf: (windowPixels: number) => number;
}

/** Smallest tile that `auto` chooses: below it the halo is nearly all the work. */
const MIN_AUTO_TILE = 16;
/** Largest tile that `auto` chooses while the halo is narrow: progress and abort act between tiles. */
const MAX_AUTO_TILE = 512;
/** With a wide halo larger tiles pay; this many halos still bound them. */
const MAX_AUTO_TILE_HALOS = 4;

const span = (start: number, end: number, halo: number, padded: number): TileSpan => ({
  core: { start, end },
  window: { start: Math.max(0, start - halo), end: Math.min(padded, end + halo) },
});

/** Tiles of exactly `tile` pixels from the start, the last one cut: the official grid. */
const fixedSpans = (axis: Axis, tile: number, halo: number): TileSpan[] => {
  const spans: TileSpan[] = [];
  for (let start = axis.before; start < axis.coreEnd; start += tile) {
    spans.push(span(start, Math.min(start + tile, axis.coreEnd), halo, axis.padded));
  }
  return spans;
};

const pixels = (spans: readonly TileSpan[]): number =>
  spans.reduce((sum, { window }) => sum + window.end - window.start, 0);

/** Size of the widest window. */
export const widest = (spans: readonly TileSpan[]): number =>
  Math.max(...spans.map(({ window }) => window.end - window.start));

/** Halo of the fast mode: three times the official 10, because the seams of deep networks still show there. */
export const FAST_HALO = 32;

/** What takes less memory than tiles with this halo, as advice. */
export const narrower = (halo: number): string =>
  halo > FAST_HALO
    ? "use mode 'fast' (--fast) with its narrow halo"
    : "mode 'fast' (--fast) with a tilePad (--tile-pad) below that";

/** The tile width and height of least total work whose window stays within the bound. */
const chooseTile = (request: TileRequest): [number, number] => {
  const { x, y, halo, multiple, maxWindowPixels } = request;
  const [coreWidth, coreHeight] = [x.coreEnd - x.before, y.coreEnd - y.before];
  const cap = roundUp(Math.max(MAX_AUTO_TILE, MAX_AUTO_TILE_HALOS * halo), multiple);
  const minimum = roundUp(MIN_AUTO_TILE, multiple);
  let best: { tile: [number, number]; work: number } | undefined;
  const fewestColumns = Math.ceil(coreWidth / cap);
  const mostColumns = Math.max(fewestColumns, Math.ceil(coreWidth / minimum));
  for (let columns = fewestColumns; columns <= mostColumns; columns++) {
    const width = roundUp(Math.ceil(coreWidth / columns), multiple);
    const windowWidth = Math.min(x.padded, width + 2 * halo);
    const tallestWindow = Math.floor(maxWindowPixels / windowWidth);
    const fits = tallestWindow >= y.padded ? coreHeight : tallestWindow - 2 * halo;
    const height = Math.min(
      Math.floor(Math.min(fits, cap) / multiple) * multiple,
      roundUp(coreHeight, multiple),
    );
    if (height < Math.min(minimum, coreHeight)) continue;
    const work = pixels(fixedSpans(x, width, halo)) * pixels(fixedSpans(y, height, halo));
    if (!best || work < best.work) best = { tile: [width, height], work };
  }
  if (!best) {
    throw new ConfigError(
      'E_CONFIG_MEMORY',
      `A tile of ${minimum} pixels with its halo of ${halo} is ${(minimum + 2 * halo) ** 2} pixels for the network, more than the ${maxWindowPixels} that the memory budget allows. Raise memoryBudget (--memory), or ${narrower(halo)}.`,
    );
  }
  return best.tile;
};

/**
 * Divides a padded picture into tiles.
 *
 * @throws ConfigError when `auto` finds no tile within the bound.
 */
export const planTiles = (request: TileRequest): TilePlan => {
  const { x, y, multiple, tile } = request;
  const halo = roundUp(request.halo, multiple);
  const [width, height] =
    tile === 'auto'
      ? chooseTile({ ...request, halo })
      : tile === 0
        ? [x.coreEnd - x.before, y.coreEnd - y.before]
        : [roundUp(tile, multiple), roundUp(tile, multiple)];
  const columns = fixedSpans(x, width, halo);
  const rows = fixedSpans(y, height, halo);
  const exact = (columns.length === 1 && rows.length === 1) || halo >= request.exactHalo;
  // Only two tiles may meet in a blended seam, so the narrowest tile bounds its width.
  const narrowest = Math.min(...[...columns, ...rows].map(({ core }) => core.end - core.start));
  const feather = exact || !request.feather ? 0 : Math.floor(Math.min(halo, narrowest) / 2);
  return {
    columns,
    rows,
    tile: [Math.min(width, x.size), Math.min(height, y.size)],
    halo,
    sees: request.exactHalo,
    exact,
    feather,
    overhead: (pixels(columns) * pixels(rows)) / (x.size * y.size),
    bytes: request.bytesOf(widest(columns) * widest(rows)),
  };
};

/** The strips of a plan, in the order in which they are computed. */
export const stripsOf = ({ rows, columns }: TilePlan): { row: TileSpan; column: TileSpan }[] =>
  rows.flatMap((row) => columns.map((column) => ({ row, column })));
