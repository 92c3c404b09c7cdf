// Moves the elements of a box from one layout to another: slices, concatenations, transpositions, tiles, reversals and
// shuffles are all of this form and differ only in their strides.

import { copyWords, fillWords } from '../shared/copy-words';

/** The host writes it; strides in elements of 4 bytes, sizes in elements. */
@unmanaged
class CopyJob {
  from: usize;
  to: usize;
  /** The three innermost axes, `q` the one whose elements lie closest together in the target. */
  m: i32;
  p: i32;
  q: i32;
  fromM: i32;
  fromP: i32;
  fromQ: i32;
  toM: i32;
  toP: i32;
  toQ: i32;
  /** A unit of work is a tile of these sides. */
  tileM: i32;
  tileP: i32;
  tileQ: i32;
  units: i32;
  unitsPerChunk: i32;
  /** Number of the other axes, whose size, stride in the source and stride in the target follow, outermost first. */
  outer: i32;
}

/** Four elements each of four lines, turned round. */
@inline
function transposeBlock(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + fromStep);
  const c = v128.load(from + 2 * fromStep);
  const d = v128.load(from + 3 * fromStep);
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const AB = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const CD = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(to, i64x2.shuffle(ab, cd, 0, 2));
  v128.store(to + toStep, i64x2.shuffle(ab, cd, 1, 3));
  v128.store(to + 2 * toStep, i64x2.shuffle(AB, CD, 0, 2));
  v128.store(to + 3 * toStep, i64x2.shuffle(AB, CD, 1, 3));
}

/** Two elements each of four lines, turned round. */
@inline
function transposePair(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const a = v128.load64_zero(from);
  const b = v128.load64_zero(from + fromStep);
  const c = v128.load64_zero(from + 2 * fromStep);
  const d = v128.load64_zero(from + 3 * fromStep);
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  v128.store(to, i64x2.shuffle(ab, cd, 0, 2));
  v128.store(to + toStep, i64x2.shuffle(ab, cd, 1, 3));
}

/** Element by element along the second of two axes; steps in bytes. */
@inline
function copyPlane(
  from: usize,
  to: usize,
  lines: i32,
  fromLine: usize,
  toLine: usize,
  count: i32,
  fromStep: usize,
  toStep: usize,
): void {
  for (let line = 0; line < lines; line++) {
    let a = from;
    let b = to;
    for (let i = 0; i < count; i++) {
      store<i32>(b, load<i32>(a));
      a += fromStep;
      b += toStep;
    }
    from += fromLine;
    to += toLine;
  }
}

/** A plane whose axes have changed places: `p` is dense in the source, `q` in the target. */
@inline
function transposePlane(from: usize, fromQ: usize, to: usize, toP: usize, p: i32, q: i32): void {
  const wholeQ = q & ~3;
  let i = 0;
  while (i + 2 <= p) {
    const wide = i + 4 <= p;
    let source = from + (<usize>i << 2);
    let target = to + <usize>i * toP;
    for (let j = 0; j < wholeQ; j += 4) {
      if (wide) transposeBlock(source, fromQ, target, toP);
      else transposePair(source, fromQ, target, toP);
      source += fromQ << 2;
      target += 16;
    }
    i += wide ? 4 : 2;
  }
  // What does not fill blocks: a line of the target that is left, then the ends of the others.
  if (i < p) copyPlane(from + (<usize>i << 2), to + <usize>i * toP, 1, 4, toP, q, fromQ, 4);
  copyPlane(from + <usize>wholeQ * fromQ, to + (<usize>wholeQ << 2), q - wholeQ, fromQ, 4, i, 4, toP);
}

/** One chunk: `unitsPerChunk` tiles. */
export function copyStridedChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<CopyJob>(params);
  const axes = params + offsetof<CopyJob>();
  const tilesM = (job.m + job.tileM - 1) / job.tileM;
  const tilesP = (job.p + job.tileP - 1) / job.tileP;
  const tilesQ = (job.q + job.tileQ - 1) / job.tileQ;
  const fromM = <usize>job.fromM << 2;
  const fromP = <usize>job.fromP << 2;
  const fromQ = <usize>job.fromQ << 2;
  const toM = <usize>job.toM << 2;
  const toP = <usize>job.toP << 2;
  const toQ = <usize>job.toQ << 2;
  const first = chunk * job.unitsPerChunk;
  const last = min(first + job.unitsPerChunk, job.units);
  for (let unit = first; unit < last; unit++) {
    let rest = unit;
    let next = rest / tilesQ;
    const q0 = (rest - next * tilesQ) * job.tileQ;
    rest = next;
    next = rest / tilesP;
    const p0 = (rest - next * tilesP) * job.tileP;
    rest = next;
    next = rest / tilesM;
    const m0 = (rest - next * tilesM) * job.tileM;
    rest = next;
    let from = job.from + <usize>m0 * fromM + <usize>p0 * fromP + <usize>q0 * fromQ;
    let to = job.to + <usize>m0 * toM + <usize>p0 * toP + <usize>q0 * toQ;
    for (let axis = job.outer - 1; axis >= 0; axis--) {
      const at = axes + <usize>axis * 12;
      const size = load<i32>(at);
      next = rest / size;
      const index = <usize>(rest - next * size) << 2;
      from += index * <usize>load<i32>(at, 4);
      to += index * <usize>load<i32>(at, 8);
      rest = next;
    }
    const m = min(job.tileM, job.m - m0);
    const p = min(job.tileP, job.p - p0);
    const q = min(job.tileQ, job.q - q0);
    const runs = toQ == 4 && (fromQ == 4 || fromQ == 0);
    const turns = toQ == 4 && fromP == 4 && p >= 2 && q >= 4;
    if (!runs && !turns && m > p && m > q) {
      // Planes smaller than the axis above them: along that axis.
      for (let i = 0; i < p; i++) {
        copyPlane(from + <usize>i * fromP, to + <usize>i * toP, q, fromQ, toQ, m, fromM, toM);
      }
      continue;
    }
    for (let i = 0; i < m; i++) {
      if (toQ == 4 && fromQ == 4) {
        for (let j = 0; j < p; j++) copyWords(from + <usize>j * fromP, to + <usize>j * toP, q);
      } else if (toQ == 4 && fromQ == 0) {
        for (let j = 0; j < p; j++) fillWords(to + <usize>j * toP, load<i32>(from + <usize>j * fromP), q);
      } else if (turns) {
        transposePlane(from, fromQ, to, toP, p, q);
      } else if (q < 4 && p > q) {
        copyPlane(from, to, q, fromQ, toQ, p, fromP, toP);
      } else {
        copyPlane(from, to, p, fromP, toP, q, fromQ, toQ);
      }
      from += fromM;
      to += toM;
    }
  }
}
