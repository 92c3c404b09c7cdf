// The filter's transform U = G w G^T for Winograd's convolutions, in double precision, packed for the matrix products.

import { A, A2, B, B2, N0, NA, NB } from './shared/winograd-lines';

/** How a filter is transformed; the host writes it. */
@unmanaged
class FilterJob {
  /** `[3][3][filterIn][filterOut]`. */
  filter: usize;
  filterIn: i32;
  filterOut: i32;
  /** `[36][ceil(outChannels / 8)][inChannels][8]`. */
  target: usize;
  /** Rounded up to a multiple of 4; what is beyond the filter's is 0. */
  inChannels: i32;
  outChannels: i32;
  /** 1: turned by 180 degrees, with in and out exchanged, as the input's gradient needs it. */
  backward: i32;
}

/** Two weights of neighbouring lanes, `step` bytes apart; 0 for lanes that there are not. */
@inline
function pair(from: isize, step: isize, lanes: i32): v128 {
  if (lanes >= 2 && step == 4) return f64x2.promote_low_f32x4(v128.load64_zero(from));
  const first = f64x2.splat(lanes > 0 ? <f64>load<f32>(from) : 0);
  return f64x2.replace_lane(first, 1, lanes > 1 ? <f64>load<f32>(from + step) : 0);
}

@inline
function store2(to: usize, value: v128, scale: f64): void {
  v128.store64_lane(to, f32x4.demote_f64x2_zero(f64x2.mul(value, f64x2.splat(scale))), 0);
}

/** w0 + p^2 w2: what the rows of G for the points p and -p have in common. */
@inline
function even(w0: v128, w2: v128, square: f64): v128 {
  return f64x2.add(w0, f64x2.mul(w2, f64x2.splat(square)));
}

@inline
function odd(w1: v128, point: f64): v128 {
  return f64x2.mul(w1, f64x2.splat(point));
}

/** The six places of a row: (g0, g1, g2) G^T, times `scale`. */
function row(to: usize, placeStep: usize, g0: v128, g1: v128, g2: v128, scale: f64): void {
  store2(to, g0, scale * N0);
  const evenA = even(g0, g2, <f64>A2);
  const oddA = odd(g1, <f64>A);
  store2(to + placeStep, f64x2.add(evenA, oddA), scale * NA);
  store2(to + 2 * placeStep, f64x2.sub(evenA, oddA), scale * NA);
  const evenB = even(g0, g2, <f64>B2);
  const oddB = odd(g1, <f64>B);
  store2(to + 3 * placeStep, f64x2.add(evenB, oddB), scale * NB);
  store2(to + 4 * placeStep, f64x2.sub(evenB, oddB), scale * NB);
  store2(to + 5 * placeStep, g2, scale);
}

/** The rows for the points p and -p. `top`, `middle` and `bottom` are the filter's rows. */
@inline
function rows(
  to: usize,
  next: usize,
  placeStep: usize,
  top0: v128,
  top1: v128,
  top2: v128,
  middle0: v128,
  middle1: v128,
  middle2: v128,
  bottom0: v128,
  bottom1: v128,
  bottom2: v128,
  point: f64,
  scale: f64,
): void {
  const even0 = even(top0, bottom0, point * point);
  const even1 = even(top1, bottom1, point * point);
  const even2 = even(top2, bottom2, point * point);
  const odd0 = odd(middle0, point);
  const odd1 = odd(middle1, point);
  const odd2 = odd(middle2, point);
  row(to, placeStep, f64x2.add(even0, odd0), f64x2.add(even1, odd1), f64x2.add(even2, odd2), scale);
  row(next, placeStep, f64x2.sub(even0, odd0), f64x2.sub(even1, odd1), f64x2.sub(even2, odd2), scale);
}

/** One chunk: the panel of 8 output channels number `chunk`. */
export function winogradFilterChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<FilterJob>(params);
  const panels = (job.outChannels + 7) >> 3;
  const panelBytes = <usize>job.inChannels << 5;
  const placeStep = <usize>panels * panelBytes;
  const rowStep = 6 * placeStep;
  const panel = job.target + <usize>chunk * panelBytes;
  const known = job.backward ? job.filterOut : job.filterIn;
  // The nine weights lie this far apart; backward they are read from the last one on.
  const forwards = <isize>job.filterIn * <isize>job.filterOut * 4;
  const step = job.backward ? -forwards : forwards;
  const lane = job.backward ? <isize>job.filterOut * 4 : 4;
  for (let c = 0; c < job.inChannels; c++) {
    for (let first = 0; first < 8; first += 2) {
      const o = chunk * 8 + first;
      const to = panel + (<usize>c << 5) + (<usize>first << 2);
      const lanes = c < known ? job.outChannels - o : 0;
      const at = job.backward ? o * job.filterOut + c : c * job.filterOut + o;
      const w = <isize>job.filter + (<isize>at << 2) + (job.backward ? 8 * forwards : 0);
      const w0 = pair(w, lane, lanes);
      const w1 = pair(w + step, lane, lanes);
      const w2 = pair(w + 2 * step, lane, lanes);
      const w3 = pair(w + 3 * step, lane, lanes);
      const w4 = pair(w + 4 * step, lane, lanes);
      const w5 = pair(w + 5 * step, lane, lanes);
      const w6 = pair(w + 6 * step, lane, lanes);
      const w7 = pair(w + 7 * step, lane, lanes);
      const w8 = pair(w + 8 * step, lane, lanes);
      row(to, placeStep, w0, w1, w2, N0);
      const toA = to + rowStep;
      rows(toA, toA + rowStep, placeStep, w0, w1, w2, w3, w4, w5, w6, w7, w8, <f64>A, NA);
      const toB = toA + 2 * rowStep;
      rows(toB, toB + rowStep, placeStep, w0, w1, w2, w3, w4, w5, w6, w7, w8, <f64>B, NB);
      row(toB + 2 * rowStep, placeStep, w6, w7, w8, 1);
    }
  }
}
