// The best of a few reference patches for each input patch, where most of the pairs were ruled out before.

import { madd } from '../shared/madd';

@unmanaged
class CandidatesJob {
  /** `[height, width, channels]`. */
  input: usize;
  width: i32;
  channels: i32;
  ref: usize;
  refWidth: i32;
  patch: i32;
  /** Input patches along a row, and reference patches. */
  gridWidth: i32;
  refGridWidth: i32;
  refPatches: i32;
  /** What the sum of each reference patch is multiplied by. */
  factors: usize;
  /** Places of reference patches, `[patches][count]`; negative for none. */
  candidates: usize;
  count: i32;
  patches: i32;
  patchesPerChunk: i32;
  /** `[patches][2]`: a place and a score. */
  out: usize;
  /** The score of a patch without a candidate. */
  lowest: f32;
}

/** Inner product of `floats` floats. */
@inline
function rowProduct(a: usize, b: usize, floats: i32): f32 {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let left = floats;
  while (left >= 16) {
    s0 = madd(v128.load(a), v128.load(b), s0);
    s1 = madd(v128.load(a, 16), v128.load(b, 16), s1);
    s2 = madd(v128.load(a, 32), v128.load(b, 32), s2);
    s3 = madd(v128.load(a, 48), v128.load(b, 48), s3);
    a += 64;
    b += 64;
    left -= 16;
  }
  while (left >= 4) {
    s0 = madd(v128.load(a), v128.load(b), s0);
    a += 16;
    b += 16;
    left -= 4;
  }
  const sum = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  let total =
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
  while (left > 0) {
    total += load<f32>(a) * load<f32>(b);
    a += 4;
    b += 4;
    left--;
  }
  return total;
}

/** One chunk: some input patches. */
export function matchCandidatesChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<CandidatesJob>(params);
  const start = chunk * job.patchesPerChunk;
  const end = min(start + job.patchesPerChunk, job.patches);
  const pixel = <usize>job.channels << 2;
  const row = <usize>job.width * pixel;
  const refRow = <usize>job.refWidth * pixel;
  const floats = job.patch * job.channels;
  for (let at = start; at < end; at++) {
    const from = job.input + <usize>(at / job.gridWidth) * row + <usize>(at % job.gridWidth) * pixel;
    const candidates = job.candidates + ((<usize>at * <usize>job.count) << 2);
    let best = job.lowest;
    let place = -1;
    for (let n = 0; n < job.count; n++) {
      const candidate = load<i32>(candidates + (<usize>n << 2));
      if (<u32>candidate >= <u32>job.refPatches) continue;
      let a = from;
      let b =
        job.ref +
        <usize>(candidate / job.refGridWidth) * refRow +
        <usize>(candidate % job.refGridWidth) * pixel;
      let sum: f32 = 0;
      for (let i = 0; i < job.patch; i++) {
        sum += rowProduct(a, b, floats);
        a += row;
        b += refRow;
      }
      const score = sum * load<f32>(job.factors + (<usize>candidate << 2));
      if (score > best || (score == best && candidate < place)) {
        best = score;
        place = candidate;
      }
    }
    const to = job.out + (<usize>at << 3);
    store<f32>(to, <f32>place);
    store<f32>(to, best, 4);
  }
}
