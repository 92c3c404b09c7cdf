import { ConfigError } from '@srkit/core';
import { roundUp } from './axis';

/** Smallest tile that `auto` chooses: below it the halo is nearly all the work. */
const MIN_AUTO_TILE = 16;
/** Largest tile that `auto` chooses while the halo is narrow: progress and abort act between tiles. */
const MAX_AUTO_TILE = 512;
/** With a wide halo larger tiles pay; this many halos still bound them. */
const MAX_AUTO_TILE_HALOS = 4;
const span = (start, end, halo, padded) => ({
  core: { start, end },
  window: { start: Math.max(0, start - halo), end: Math.min(padded, end + halo) },
});
/** Tiles of exactly `tile` pixels from the start, the last one cut: the official grid. */
const fixedSpans = (axis, tile, halo) => {
  const spans = [];
  for (let start = axis.before; start < axis.coreEnd; start += tile) {
    spans.push(span(start, Math.min(start + tile, axis.coreEnd), halo, axis.padded));
  }
  return spans;
};
const pixels = (spans) => spans.reduce((sum, { window }) => sum + window.end - window.start, 0);
export const FAST_HALO = 32;
/** What takes less memory than tiles with this halo, as advice. */
export const narrower = (halo) =>
  halo > FAST_HALO
    ? "use mode 'fast' (--fast) with its narrow halo"
    : "mode 'fast' (--fast) with a tilePad (--tile-pad) below that";
const chooseTile = (request) => {
  const { x, y, halo, multiple, maxWindowPixels } = request;
  const [coreWidth, coreHeight] = [x.coreEnd - x.before, y.coreEnd - y.before];
  const cap = roundUp(Math.max(MAX_AUTO_TILE, MAX_AUTO_TILE_HALOS * halo), multiple);
  const minimum = roundUp(MIN_AUTO_TILE, multiple);
  let best;
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
export const planTiles = (request) => {
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
