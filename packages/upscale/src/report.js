/** What a report says of a picture. */
export const pictureFacts = ({ width, height, channels, data }) => ({
  width,
  height,
  channels,
  bitDepth: data instanceof Uint16Array ? 16 : 8,
});
/** What a report says of a plan. */
export const tilesOf = ({ columns, rows, tile, bands, ...plan }) => ({
  count: columns.length * rows.length,
  size: tile,
  halo: plan.halo,
  sees: Number.isFinite(plan.sees) ? plan.sees : null,
  exact: plan.exact,
  feather: plan.feather,
  overhead: plan.overhead,
  bytes: plan.bytes,
  foreseen: plan.foreseen ?? null,
  bands: bands && !bands.whole ? { of: bands.along === 1 ? 'rows' : 'columns', size: bands.rows } : null,
});
