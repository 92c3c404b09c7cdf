// A matrix product for any number of rows: tiles of six, and what is left over.

import { gemmTile } from './gemm-tile';
import { gemmTileExact } from './gemm-tile-exact';

/**
 * C[count][panels * 8] = A[count][k] B, k a multiple of 4. C has room for the next multiple of six rows.
 *
 * @param a first row; the others follow at `aRow` bytes.
 * @param tail room for six rows of A, where the last ones are copied, so that nothing behind A is read; 0 if A goes on
 *   to the next multiple of six rows.
 * @param b packed panels, `[panels][k][8]`.
 * @param exact 1: sums in double precision.
 */
export function gemmRows(
  a: usize,
  aRow: usize,
  count: i32,
  tail: usize,
  b: usize,
  panels: i32,
  k: i32,
  c: usize,
  cRow: usize,
  exact: i32,
): void {
  const rows = ((count + 5) / 6) * 6;
  let whole = rows;
  if (tail && rows != count) {
    whole = rows - 6;
    const rest = count - whole;
    memory.copy(tail, a + <usize>whole * aRow, <usize>(rest - 1) * aRow + (<usize>k << 2));
  }
  const panel = <usize>k << 5;
  for (let p = 0; p < panels; p++) {
    for (let r = 0; r < rows; r += 6) {
      const from = r < whole ? a + <usize>r * aRow : tail;
      const to = c + <usize>r * cRow + (<usize>p << 5);
      if (exact) gemmTileExact(from, aRow, b, k, to, cRow);
      else gemmTile(from, aRow, b, k, to, cRow, false);
    }
    b += panel;
  }
}
