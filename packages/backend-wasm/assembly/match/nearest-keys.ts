// The keys with the largest inner products for each query, among those of one cell.
//
// A query may look into several cells: the host calls once for each of them, so that a query is in one task of a call and
// no two threads meet. 1. Copy a block of the task's queries to one place. 2. Multiply it by panels of eight keys. 3. Take
// in what is larger than the least of the query's best, which becomes rare soon.

import { gemmTile } from '../shared/gemm-tile';

/** Queries that are multiplied by a panel while it is in the cache; a multiple of six. */
const BLOCK: i32 = 48;

/** Keys of a cell, and which queries look at them. */
@unmanaged
class NearestTask {
  /** The cell's keys in panels, `[ceil(keys / 8)][depth][8]`. */
  panels: usize;
  /** Number of the first key, and how many there are. */
  first: i32;
  keys: i32;
  /** Numbers of the queries. */
  order: usize;
  queries: i32;
}

@unmanaged
class NearestJob {
  /** `[queries][depth]`; depth is a multiple of 4. */
  queries: usize;
  depth: i32;
  tasks: usize;
  /** Best products of each query, descending, and the numbers of their keys, `[queries][count]`. */
  best: usize;
  found: usize;
  count: i32;
  /** Every thread's own memory: a block of queries, then a tile of products. */
  scratch: usize;
  scratchStride: i32;
}

/** Puts a product into a list that is in descending order; of equal ones the one that was there stays before it. */
function insert(best: usize, found: usize, count: i32, value: f32, key: i32): void {
  let at = <usize>(count - 1) << 2;
  if (!(value > load<f32>(best + at))) return;
  while (at > 0) {
    const before = load<f32>(best + at - 4);
    if (before >= value) break;
    store<f32>(best + at, before);
    store<i32>(found + at, load<i32>(found + at - 4));
    at -= 4;
  }
  store<f32>(best + at, value);
  store<i32>(found + at, key);
}

/** One chunk: one task. */
export function nearestKeysChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<NearestJob>(params);
  const task = changetype<NearestTask>(job.tasks + <usize>chunk * offsetof<NearestTask>());
  const rowBytes = <usize>job.depth << 2;
  const list = <usize>job.count << 2;
  const rows = job.scratch + <usize>thread * <usize>job.scratchStride;
  const tile = rows + <usize>BLOCK * rowBytes;
  for (let first = 0; first < task.queries; first += BLOCK) {
    const order = task.order + (<usize>first << 2);
    const block = min(BLOCK, task.queries - first);
    for (let r = 0; r < block; r++) {
      const query = <usize>load<i32>(order + (<usize>r << 2));
      memory.copy(rows + <usize>r * rowBytes, job.queries + query * rowBytes, rowBytes);
    }
    let panel = task.panels;
    for (let key = 0; key < task.keys; key += 8) {
      const lanes = (1 << min(8, task.keys - key)) - 1;
      for (let r = 0; r < block; r += 6) {
        gemmTile(rows + <usize>r * rowBytes, rowBytes, panel, job.depth, tile, 32, false);
        const tiled = min(6, block - r);
        for (let t = 0; t < tiled; t++) {
          const query = <usize>load<i32>(order + (<usize>(r + t) << 2));
          const best = job.best + query * list;
          const least = v128.load32_splat(best + list - 4);
          const products = tile + (<usize>t << 5);
          let larger =
            i32x4.bitmask(f32x4.gt(v128.load(products), least)) |
            (i32x4.bitmask(f32x4.gt(v128.load(products, 16), least)) << 4);
          larger &= lanes;
          while (larger != 0) {
            const lane = ctz(larger);
            const value = load<f32>(products + (<usize>lane << 2));
            insert(best, job.found + query * list, job.count, value, task.first + key + lane);
            larger &= larger - 1;
          }
        }
      }
      panel += rowBytes << 3;
    }
  }
}
