// As `gemm-tile`, summed in double precision and rounded once.

/** Narrows four sums: `low` holds those of columns 0 and 1, `high` of 2 and 3. */
@inline
function store4(to: usize, low: v128, high: v128): void {
  v128.store64_lane(to, f32x4.demote_f64x2_zero(low), 0);
  v128.store64_lane(to, f32x4.demote_f64x2_zero(high), 0, 8);
}

/** C[6][8] = A[6][k] B[k][8]; see `gemmTile`. */
export function gemmTileExact(a: usize, aRow: usize, b: usize, k: i32, c: usize, cRow: usize): void {
  for (let half: usize = 0; half < 32; half += 16) {
    for (let r: usize = 0; r < 6; r += 2) {
      let from = a + r * aRow;
      let column = b + half;
      let low0 = f64x2.splat(0);
      let high0 = f64x2.splat(0);
      let low1 = f64x2.splat(0);
      let high1 = f64x2.splat(0);
      for (let i = 0; i < k; i++) {
        const four = v128.load(column);
        const low = f64x2.promote_low_f32x4(four);
        const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 2, 3));
        const a0 = f64x2.splat(<f64>load<f32>(from));
        const a1 = f64x2.splat(<f64>load<f32>(from + aRow));
        low0 = f64x2.add(low0, f64x2.mul(a0, low));
        high0 = f64x2.add(high0, f64x2.mul(a0, high));
        low1 = f64x2.add(low1, f64x2.mul(a1, low));
        high1 = f64x2.add(high1, f64x2.mul(a1, high));
        from += 4;
        column += 32;
      }
      const to = c + r * cRow + half;
      store4(to, low0, high0);
      store4(to + cRow, low1, high1);
    }
  }
}
