// The middle axis of [batch, rows, columns] becomes one row. A piece is the part of one batch item that a chunk reduces
// at once: some columns, and all rows or a part of them. Pieces of a part leave float64 numbers for combine.ts.

import { loadLanes, storeLanes } from '../shared/lanes';
import { highPair, lowPair, rounded } from './doubles';
import { Maximum, Minimum, Product, Sum } from './reducers';

/** The host writes it. Counts in elements. */
@unmanaged
class ReduceJob {
  /** `[batch][batchStride]`, of which the first rows * columns elements are reduced. */
  x: usize;
  batchStride: i32;
  rows: i32;
  columns: i32;
  /** Columns of a piece, a multiple of 16 or all of them. */
  columnBlock: i32;
  /** Blocks of columns. */
  blocks: i32;
  /** Parts of the rows. */
  parts: i32;
  rowsPerPart: i32;
  pieces: i32;
  piecesPerChunk: i32;
  /** float32 `[batch][columns]`, or 0. */
  y: usize;
  /** float64 `[parts][outputs]`, where y is 0. */
  partials: usize;
  /** batch * columns. */
  outputs: i32;
  /** The results in y are divided by it. */
  divisor: i32;
}

/** Where a piece's results go: its first one. */
@inline
function store1(job: ReduceJob, part: i32, output: i32, value: f64): void {
  if (job.y) store<f32>(job.y + (<usize>output << 2), <f32>(value / <f64>job.divisor));
  else store<f64>(job.partials + ((<usize>part * <usize>job.outputs + <usize>output) << 3), value);
}

@inline
function store4(job: ReduceJob, part: i32, output: i32, low: v128, high: v128, lanes: i32): void {
  if (job.y) {
    const divisor = f64x2.splat(<f64>job.divisor);
    storeLanes(
      job.y + (<usize>output << 2),
      rounded(f64x2.div(low, divisor), f64x2.div(high, divisor)),
      lanes,
    );
    return;
  }
  const to = job.partials + ((<usize>part * <usize>job.outputs + <usize>output) << 3);
  v128.store64_lane(to, low, 0);
  if (lanes > 1) v128.store64_lane(to, low, 1, 8);
  if (lanes > 2) v128.store64_lane(to, high, 0, 16);
  if (lanes > 3) v128.store64_lane(to, high, 1, 24);
}

/** Neighbours in memory become one number. */
@inline
function line<Reducer>(from: usize, count: i32): f64 {
  const reducer = changetype<Reducer>(0);
  let s0 = f64x2.splat(reducer.identity());
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const whole = from + (<usize>(count & ~7) << 2);
  const end = from + (<usize>count << 2);
  while (from < whole) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    s0 = reducer.pair(s0, lowPair(a));
    s1 = reducer.pair(s1, highPair(a));
    s2 = reducer.pair(s2, lowPair(b));
    s3 = reducer.pair(s3, highPair(b));
    from += 32;
  }
  s0 = reducer.pair(reducer.pair(s0, s1), reducer.pair(s2, s3));
  let result = reducer.one(f64x2.extract_lane(s0, 0), f64x2.extract_lane(s0, 1));
  while (from < end) {
    result = reducer.one(result, <f64>load<f32>(from));
    from += 4;
  }
  return result;
}

/** Columns `first` to `last` of `rows` rows from `from` on, each on its own. */
@inline
function columns<Reducer>(job: ReduceJob, from: usize, rows: i32, first: i32, last: i32, part: i32, output: i32): void {
  const reducer = changetype<Reducer>(0);
  const step = <usize>job.columns << 2;
  const identity = f64x2.splat(reducer.identity());
  let c = first;
  for (; c + 16 <= last; c += 16) {
    let s0 = identity;
    let s1 = identity;
    let s2 = identity;
    let s3 = identity;
    let s4 = identity;
    let s5 = identity;
    let s6 = identity;
    let s7 = identity;
    let at = from + (<usize>c << 2);
    for (let r = 0; r < rows; r++) {
      const a = v128.load(at);
      const b = v128.load(at, 16);
      s0 = reducer.pair(s0, lowPair(a));
      s1 = reducer.pair(s1, highPair(a));
      s2 = reducer.pair(s2, lowPair(b));
      s3 = reducer.pair(s3, highPair(b));
      const d = v128.load(at, 32);
      const e = v128.load(at, 48);
      s4 = reducer.pair(s4, lowPair(d));
      s5 = reducer.pair(s5, highPair(d));
      s6 = reducer.pair(s6, lowPair(e));
      s7 = reducer.pair(s7, highPair(e));
      at += step;
    }
    store4(job, part, output + c, s0, s1, 4);
    store4(job, part, output + c + 4, s2, s3, 4);
    store4(job, part, output + c + 8, s4, s5, 4);
    store4(job, part, output + c + 12, s6, s7, 4);
  }
  for (; c < last; c += 4) {
    const lanes = min(4, last - c);
    let low = identity;
    let high = identity;
    let at = from + (<usize>c << 2);
    for (let r = 0; r < rows; r++) {
      const a = loadLanes(at, lanes);
      low = reducer.pair(low, lowPair(a));
      high = reducer.pair(high, highPair(a));
      at += step;
    }
    store4(job, part, output + c, low, high, lanes);
  }
}

@inline
function reduce<Reducer>(params: usize, chunk: i32): void {
  const job = changetype<ReduceJob>(params);
  const first = chunk * job.piecesPerChunk;
  const end = min(first + job.piecesPerChunk, job.pieces);
  for (let piece = first; piece < end; piece++) {
    let unit = piece;
    let part = 0;
    if (job.parts > 1) {
      unit = piece / job.parts;
      part = piece - unit * job.parts;
    }
    let item = unit;
    let block = 0;
    if (job.blocks > 1) {
      item = unit / job.blocks;
      block = unit - item * job.blocks;
    }
    const row = part * job.rowsPerPart;
    const rows = min(job.rowsPerPart, job.rows - row);
    const from = job.x + ((<usize>item * <usize>job.batchStride + <usize>row * <usize>job.columns) << 2);
    const output = item * job.columns;
    if (job.columns == 1) store1(job, part, output, line<Reducer>(from, rows));
    else {
      const column = block * job.columnBlock;
      columns<Reducer>(job, from, rows, column, min(column + job.columnBlock, job.columns), part, output);
    }
  }
}

export function sumChunk(params: usize, chunk: i32, thread: i32): void {
  reduce<Sum>(params, chunk);
}

export function productChunk(params: usize, chunk: i32, thread: i32): void {
  reduce<Product>(params, chunk);
}

export function maximumOfChunk(params: usize, chunk: i32, thread: i32): void {
  reduce<Maximum>(params, chunk);
}

export function minimumOfChunk(params: usize, chunk: i32, thread: i32): void {
  reduce<Minimum>(params, chunk);
}
