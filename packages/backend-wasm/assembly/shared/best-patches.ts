// Patch matching: sums of pixels' inner products along their diagonals, and the best of them.

/** Where candidate a beats candidate b: of equal scores the one in the lower column. */
@inline
function wins(a: v128, aColumn: v128, b: v128, bColumn: v128): v128 {
  return v128.or(f32x4.gt(a, b), v128.and(f32x4.eq(a, b), i32x4.lt_s(aColumn, bColumn)));
}

/** Puts a score and an index in the place of those in memory where they win: four reference patches. */
@inline
function keepWinner(score: v128, index: v128, scores: usize, indices: usize): void {
  const known = v128.load(scores);
  const knownIndex = v128.load(indices);
  const mask = wins(score, index, known, knownIndex);
  v128.store(scores, v128.bitselect(score, known, mask));
  v128.store(indices, v128.bitselect(index, knownIndex, mask));
}

/**
 * Holds the patches of one input row against those of one reference row.
 *
 * `products` is a ring of `patch` slots of `slot` floats, the patch's first row in slot `first`. `factor` has the
 * reciprocal norm of each reference patch, NaN for one that is no candidate, in whole blocks of 8. Patch x of
 * `count`, `step` pixels apart, is compared with `best[x]`; a greater score replaces it, and of equal ones that of the
 * lower index: the column of the reference patch plus `base`, in `index[x]`. So the order of the calls does not matter.
 *
 * With `both` the same is done for the reference patches: `ownFactor[x]` is the reciprocal norm of each input patch, of which the
 * first has index `ownBase`; `back` and `backIndex` have whole blocks of 8.
 */
@inline
export function bestPatches(
  products: usize,
  slot: i32,
  first: i32,
  patch: i32,
  stride: i32,
  factor: usize,
  refCount: i32,
  count: i32,
  step: i32,
  base: i32,
  best: usize,
  index: usize,
  both: bool,
  ownFactor: usize,
  ownBase: i32,
  back: usize,
  backIndex: usize,
): void {
  const row = <usize>stride << 2;
  const slotBytes = <usize>slot << 2;
  for (let x = 0; x < count; x++) {
    const corner = products + <usize>(x * step) * row;
    let bestLow = f32x4.splat(-Infinity);
    let bestHigh = bestLow;
    let lowAt = i32x4.splat(0);
    let highAt = lowAt;
    const own = both ? v128.load32_splat(ownFactor + (<usize>x << 2)) : bestLow;
    const ownIndex = i32x4.splat(ownBase + x);
    for (let u = 0; u < refCount; u += 8) {
      const column = <usize>u << 2;
      let low = f32x4.splat(0);
      let high = low;
      let ring = first;
      for (let i = 0; i < patch; i++) {
        let source = corner + <usize>ring * slotBytes + column;
        for (let j = 0; j < patch; j++) {
          low = f32x4.add(low, v128.load(source));
          high = f32x4.add(high, v128.load(source, 16));
          source += row + 4;
        }
        ring++;
        if (ring == patch) ring = 0;
      }
      if (both) {
        keepWinner(f32x4.mul(low, own), ownIndex, back + column, backIndex + column);
        keepWinner(f32x4.mul(high, own), ownIndex, back + column + 16, backIndex + column + 16);
      }
      low = f32x4.mul(low, v128.load(factor + column));
      high = f32x4.mul(high, v128.load(factor + column, 16));
      const at = i32x4.splat(u);
      const lowWins = f32x4.gt(low, bestLow);
      bestLow = v128.bitselect(low, bestLow, lowWins);
      lowAt = v128.bitselect(at, lowAt, lowWins);
      const highWins = f32x4.gt(high, bestHigh);
      bestHigh = v128.bitselect(high, bestHigh, highWins);
      highAt = v128.bitselect(at, highAt, highWins);
    }
    lowAt = i32x4.add(lowAt, i32x4(0, 1, 2, 3));
    highAt = i32x4.add(highAt, i32x4(4, 5, 6, 7));
    let mask = wins(bestHigh, highAt, bestLow, lowAt);
    let values = v128.bitselect(bestHigh, bestLow, mask);
    let columns = v128.bitselect(highAt, lowAt, mask);
    let otherValues = i32x4.shuffle(values, values, 2, 3, 0, 1);
    let otherColumns = i32x4.shuffle(columns, columns, 2, 3, 0, 1);
    mask = wins(otherValues, otherColumns, values, columns);
    values = v128.bitselect(otherValues, values, mask);
    columns = v128.bitselect(otherColumns, columns, mask);
    otherValues = i32x4.shuffle(values, values, 1, 0, 3, 2);
    otherColumns = i32x4.shuffle(columns, columns, 1, 0, 3, 2);
    mask = wins(otherValues, otherColumns, values, columns);
    const value = f32x4.extract_lane(v128.bitselect(otherValues, values, mask), 0);
    const place = i32x4.extract_lane(v128.bitselect(otherColumns, columns, mask), 0);
    const target = <usize>x << 2;
    const known = load<f32>(best + target);
    if (value > known || (value == known && base + place < load<i32>(index + target))) {
      store<f32>(best + target, value);
      store<i32>(index + target, base + place);
    }
  }
}
