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

/** Row i of G, applied to three numbers. */
@inline
function filterPoint(i: usize, w0: f64, w1: f64, w2: f64): f64 {
  if (i == 0) return w0 * N0;
  if (i == 1) return (w0 + <f64>A * w1 + <f64>A2 * w2) * NA;
  if (i == 2) return (w0 - <f64>A * w1 + <f64>A2 * w2) * NA;
  if (i == 3) return (w0 + <f64>B * w1 + <f64>B2 * w2) * NB;
  if (i == 4) return (w0 - <f64>B * w1 + <f64>B2 * w2) * NB;
  return w2;
}

/** One chunk: the panel of 8 output channels number `chunk`. */
export function winogradFilterChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<FilterJob>(params);
  const panels = (job.outChannels + 7) >> 3;
  const panelBytes = <usize>job.inChannels << 5;
  const placeStep = <usize>panels * panelBytes;
  const panel = job.target + <usize>chunk * panelBytes;
  const known = job.backward ? job.filterOut : job.filterIn;
  // The nine weights lie this far apart; backward they are read from the last one on.
  const forwards = <isize>job.filterIn * <isize>job.filterOut * 4;
  const step = job.backward ? -forwards : forwards;
  for (let c = 0; c < job.inChannels; c++) {
    for (let lane = 0; lane < 8; lane++) {
      const o = chunk * 8 + lane;
      const to = panel + (<usize>c << 5) + (<usize>lane << 2);
      if (c >= known || o >= job.outChannels) {
        for (let place: usize = 0; place < 36; place++) store<f32>(to + place * placeStep, 0);
        continue;
      }
      const at = job.backward ? o * job.filterOut + c : c * job.filterOut + o;
      const w = <isize>job.filter + (<isize>at << 2) + (job.backward ? 8 * forwards : 0);
      const w0 = <f64>load<f32>(w);
      const w1 = <f64>load<f32>(w + step);
      const w2 = <f64>load<f32>(w + 2 * step);
      const w3 = <f64>load<f32>(w + 3 * step);
      const w4 = <f64>load<f32>(w + 4 * step);
      const w5 = <f64>load<f32>(w + 5 * step);
      const w6 = <f64>load<f32>(w + 6 * step);
      const w7 = <f64>load<f32>(w + 7 * step);
      const w8 = <f64>load<f32>(w + 8 * step);
      for (let i: usize = 0; i < 6; i++) {
        const g0 = filterPoint(i, w0, w3, w6);
        const g1 = filterPoint(i, w1, w4, w7);
        const g2 = filterPoint(i, w2, w5, w8);
        const row = to + 6 * i * placeStep;
        for (let j: usize = 0; j < 6; j++) {
          store<f32>(row + j * placeStep, <f32>filterPoint(j, g0, g1, g2));
        }
      }
    }
  }
}
