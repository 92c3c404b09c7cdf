// Pictures of 8 bits: PNG's filters undone, pixels in another order, Pillow's resize. The host gives all places room for 16
// bytes more than they hold: whole vectors are read and written at the ends of rows, and the next row overwrites what was too much.

const PILLOW_WEIGHT_BITS: i32 = 22;
/** The lower bits of a weight, which are not negative; the upper ones carry the sign. Both fit 16 bits. */
const LOW_BITS: i32 = 15;

// Pixels of three or four bytes, one after the other, since each is added to the next one.

@inline
function left(raw: usize, out: usize, end: usize, distance: usize): void {
  let before = i32x4.splat(0);
  while (out < end) {
    before = i8x16.add(before, v128.load32_zero(raw));
    v128.store32_lane(out, before, 0);
    raw += distance;
    out += distance;
  }
}

@inline
function mean(raw: usize, above: usize, out: usize, end: usize, distance: usize): void {
  let before = i32x4.splat(0);
  const one = i8x16.splat(1);
  while (out < end) {
    const up = v128.load32_zero(above);
    // What the instruction rounds up is rounded down.
    const halves = i8x16.sub(i8x16.avgr_u(before, up), v128.and(v128.xor(before, up), one));
    before = i8x16.add(v128.load32_zero(raw), halves);
    v128.store32_lane(out, before, 0);
    raw += distance;
    above += distance;
    out += distance;
  }
}

/**
 * Of left, up and up-left the one nearest to left + up - upLeft; ties in that order. The lesser of left and up is nearest where
 * 3 upLeft - left - up is at least the greater, the greater where it is at most the lesser, up-left between them: fewer steps
 * after `left` is known than three distances take, and every pixel waits for the one before.
 *
 * @param rest 3 upLeft - up.
 */
@inline
function nearest(left: v128, up: v128, upLeft: v128, rest: v128): v128 {
  const least = i16x8.min_s(left, up);
  const most = i16x8.max_s(left, up);
  const mark = i16x8.sub(rest, left);
  const leastOrUpLeft = v128.bitselect(upLeft, least, i16x8.gt_s(most, mark));
  return v128.bitselect(leastOrUpLeft, most, i16x8.gt_s(mark, least));
}

@inline
function paeth(raw: usize, above: usize, out: usize, end: usize, distance: usize): void {
  const byte = i16x8.splat(0xff);
  let before = i32x4.splat(0);
  let upBefore = i32x4.splat(0);
  while (out < end) {
    const up = i16x8.extend_low_i8x16_u(v128.load32_zero(above));
    const rest = i16x8.sub(i16x8.add(i16x8.add(upBefore, upBefore), upBefore), up);
    const difference = i16x8.extend_low_i8x16_u(v128.load32_zero(raw));
    before = v128.and(i16x8.add(difference, nearest(before, up, upBefore, rest)), byte);
    v128.store32_lane(out, i8x16.narrow_i16x8_u(before, before), 0);
    upBefore = up;
    raw += distance;
    above += distance;
    out += distance;
  }
}

/**
 * Undoes the filters of all rows of a PNG (specification, section 9.2).
 *
 * @param raw rows of a filter's number and `row` bytes.
 * @param out rows of `row` bytes; `row` zeros lie before them.
 * @param distance bytes per pixel, 3 or 4.
 * @returns 0, or 1 for a filter that there is none of.
 */
export function unfilter(raw: usize, out: usize, row: usize, height: i32, distance: usize): i32 {
  for (let y = 0; y < height; y++) {
    const filter = load<u8>(raw);
    const above = out - row;
    const end = out + row;
    raw++;
    if (filter == 0) memory.copy(out, raw, row);
    else if (filter == 1) left(raw, out, end, distance);
    else if (filter == 2) {
      for (let at: usize = 0; at < row; at += 16) {
        v128.store(out + at, i8x16.add(v128.load(raw + at), v128.load(above + at)));
      }
    } else if (filter == 3) mean(raw, above, out, end, distance);
    else if (filter == 4) paeth(raw, above, out, end, distance);
    else return 1;
    raw += row;
    out = end;
  }
  return 0;
}

/** Pixels of RGB in another order: that at column i and row k of the result is `i * right + k * below` bytes from `x`. */
export function reorder(x: usize, y: usize, width: i32, height: i32, right: i32, below: i32): void {
  for (let row = 0; row < height; row++) {
    let from = x;
    for (let column = 0; column < width; column++) {
      // A byte too many, which the next pixel overwrites.
      store<u32>(y, load<u32>(from));
      from += <usize>right;
      y += 3;
    }
    x += <usize>below;
  }
}

/** What a table says of an output position: its first input, and where in the table its weights begin and end. */
@unmanaged
class Taps {
  first: i32;
  begin: usize;
  end: usize;
}
const TAPS_BYTES: usize = 12;
/** Four weights: their low and high parts by twos, (w0, w1) low, (w0, w1) high, (w2, w3) low, (w2, w3) high. */
const GROUP_BYTES: usize = 16;

/** Rounded half up and cut to the integer part; `low` began at one half. */
@inline
function rounded(low: v128, high: v128): v128 {
  return i32x4.shr_s(i32x4.add(low, i32x4.shl(high, LOW_BITS)), PILLOW_WEIGHT_BITS);
}

/** Resizes rows of RGB to `outWidth` pixels, every result rounded and clamped to 8 bits. */
export function pillowColumns(x: usize, y: usize, rows: i32, width: i32, outWidth: i32, table: usize): void {
  const none = i32x4.splat(0);
  const half = i32x4.splat(1 << (PILLOW_WEIGHT_BITS - 1));
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < outWidth; d++) {
      const taps = changetype<Taps>(table + <usize>d * TAPS_BYTES);
      const end = table + taps.end;
      let from = x + <usize>taps.first * 3;
      let low = half;
      let high = none;
      for (let w = table + taps.begin; w < end; w += GROUP_BYTES) {
        const pixels = v128.load(from);
        // Two pixels at a time, colour by colour, as numbers of 16 bits.
        const a = i8x16.shuffle(pixels, none, 0, 16, 3, 16, 1, 16, 4, 16, 2, 16, 5, 16, 16, 16, 16, 16);
        const b = i8x16.shuffle(pixels, none, 6, 16, 9, 16, 7, 16, 10, 16, 8, 16, 11, 16, 16, 16, 16, 16);
        low = i32x4.add(low, i32x4.dot_i16x8_s(a, v128.load32_splat(w)));
        high = i32x4.add(high, i32x4.dot_i16x8_s(a, v128.load32_splat(w, 4)));
        low = i32x4.add(low, i32x4.dot_i16x8_s(b, v128.load32_splat(w, 8)));
        high = i32x4.add(high, i32x4.dot_i16x8_s(b, v128.load32_splat(w, 12)));
        from += 12;
      }
      const colours = i16x8.narrow_i32x4_s(rounded(low, high), none);
      v128.store32_lane(y, i8x16.narrow_i16x8_u(colours, none), 0);
      y += 3;
    }
    x += <usize>width * 3;
  }
}

/** Resizes the height of rows of `row` bytes to `outHeight`, every result rounded and clamped to 8 bits. */
export function pillowRows(x: usize, y: usize, row: usize, height: i32, outHeight: i32, table: usize): void {
  const none = i32x4.splat(0);
  const half = i32x4.splat(1 << (PILLOW_WEIGHT_BITS - 1));
  const last = x + <usize>(height - 1) * row;
  for (let d = 0; d < outHeight; d++) {
    const taps = changetype<Taps>(table + <usize>d * TAPS_BYTES);
    const end = table + taps.end;
    const first = x + <usize>taps.first * row;
    for (let at: usize = 0; at < row; at += 16) {
      let low0 = half;
      let low1 = half;
      let low2 = half;
      let low3 = half;
      let high0 = none;
      let high1 = none;
      let high2 = none;
      let high3 = none;
      let from = first;
      // Two rows at a time. Those beyond the last one have no weight.
      for (let w = table + taps.begin; w < end; w += GROUP_BYTES >> 1) {
        const p = v128.load(min(from, last) + at);
        const q = v128.load(min(from + row, last) + at);
        const a = i8x16.shuffle(p, q, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const b = i8x16.shuffle(p, q, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        const low = v128.load32_splat(w);
        const high = v128.load32_splat(w, 4);
        const a0 = i16x8.extend_low_i8x16_u(a);
        const a1 = i16x8.extend_high_i8x16_u(a);
        const b0 = i16x8.extend_low_i8x16_u(b);
        const b1 = i16x8.extend_high_i8x16_u(b);
        low0 = i32x4.add(low0, i32x4.dot_i16x8_s(a0, low));
        low1 = i32x4.add(low1, i32x4.dot_i16x8_s(a1, low));
        low2 = i32x4.add(low2, i32x4.dot_i16x8_s(b0, low));
        low3 = i32x4.add(low3, i32x4.dot_i16x8_s(b1, low));
        high0 = i32x4.add(high0, i32x4.dot_i16x8_s(a0, high));
        high1 = i32x4.add(high1, i32x4.dot_i16x8_s(a1, high));
        high2 = i32x4.add(high2, i32x4.dot_i16x8_s(b0, high));
        high3 = i32x4.add(high3, i32x4.dot_i16x8_s(b1, high));
        from += row << 1;
      }
      const front = i16x8.narrow_i32x4_s(rounded(low0, high0), rounded(low1, high1));
      const back = i16x8.narrow_i32x4_s(rounded(low2, high2), rounded(low3, high3));
      v128.store(y + at, i8x16.narrow_i16x8_u(front, back));
    }
    y += row;
  }
}
