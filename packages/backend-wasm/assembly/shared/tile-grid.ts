/** Where the tiles of a batch of pictures lie: 4x4 outputs each, row by row, picture by picture. */
@unmanaged
export class TileGrid {
  across: i32;
  down: i32;
  /** Of all pictures. */
  count: i32;
}

/** Picture of a tile. */
@inline
export function pictureOf(grid: TileGrid, tile: i32): i32 {
  return tile / (grid.across * grid.down);
}

/** Its first output row. */
@inline
export function topOf(grid: TileGrid, tile: i32): i32 {
  return ((tile / grid.across) % grid.down) * 4;
}

/** Its first output column. */
@inline
export function leftOf(grid: TileGrid, tile: i32): i32 {
  return (tile % grid.across) * 4;
}
