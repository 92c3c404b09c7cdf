import type { SrkitWasmBackend } from '../backend';
import { packPanels, packRows, panelBytes } from '../convolution/pack';
import { roundUp } from '../convolution/picture';
import { MAX_CHUNKS } from '../threads/ticket';

const FLOAT_BYTES = 4;
/** Queries of a block, and bytes of a tile of products, as the kernel has them. */
const BLOCK = 48;
const TILE_BYTES = 6 * 8 * FLOAT_BYTES;
/** Numbers of a task. */
const TASK_INTS = 5;
/** Blocks of queries of a task: enough to read its keys from the cache, few enough to share the work. */
const BLOCKS_PER_TASK = 10;

/** Rows of floats, one after the other. */
interface Rows {
  readonly address: number;
  readonly depth: number;
  readonly side: number;
}

interface Nearest {
  readonly queries: Rows;
  readonly keys: Rows;
  /** Of every key, ascending. */
  readonly cells: Int32Array;
  /** Of every query, `[queries, probes]`. */
  readonly probes: Int32Array;
  readonly count: number;
  /** Where rows of keys are written to, `[queries, count]`. */
  readonly found: number;
}

/** Where the keys of each cell that has any begin, by its number. */
const rangesOf = (cells: Int32Array): Map<number, readonly [first: number, end: number]> => {
  const ranges = new Map<number, readonly [number, number]>();
  for (let first = 0; first < cells.length; ) {
    let end = first + 1;
    while (end < cells.length && cells[end] === cells[first]) end++;
    ranges.set(cells[first]!, [first, end]);
    first = end;
  }
  return ranges;
};

/** The queries that look into each cell as their probe number `n`; a cell that a query has named before is left out. */
const queriesOf = (probes: Int32Array, width: number, n: number): Map<number, number[]> => {
  const byCell = new Map<number, number[]>();
  for (let row = 0, query = 0; row < probes.length; row += width, query++) {
    const cell = probes[row + n]!;
    let before = 0;
    while (probes[row + before] !== cell) before++;
    if (before < n) continue;
    const list = byCell.get(cell);
    if (list) list.push(query);
    else byCell.set(cell, [query]);
  }
  return byCell;
};

/**
 * The `count` keys of the largest inner product for every query, among those of its cells. Each cell's keys lie in panels of
 * eight; every probe is one run over all queries, in tasks of one cell each.
 */
export const nearest = (
  backend: SrkitWasmBackend,
  { queries, keys, cells, probes, count, found }: Nearest,
): void => {
  const depth = roundUp(queries.depth, 4);
  const width = queries.side === 0 ? 0 : probes.length / queries.side;
  const ranges = rangesOf(cells);
  const panelsOf = ([first, end]: readonly [number, number]) => panelBytes(depth, end - first);
  const allPanels = [...ranges.values()].reduce((sum, range) => sum + panelsOf(range), 0);
  const rowsBytes = depth === queries.depth ? 0 : roundUp(queries.side * depth * FLOAT_BYTES, 64);
  const perThread = BLOCK * depth * FLOAT_BYTES + TILE_BYTES;
  const listBytes = queries.side * count * FLOAT_BYTES;
  const orderBytes = roundUp(queries.side * FLOAT_BYTES, 64);
  const taskBytes = MAX_CHUNKS * TASK_INTS * FLOAT_BYTES;
  const sizes = [allPanels, rowsBytes, perThread * backend.threads, listBytes, orderBytes, taskBytes];
  backend.intsAt(found, queries.side * count).fill(-1);
  backend.withScratch(
    sizes.reduce((sum, size) => sum + roundUp(size, 64), 0),
    (start) => {
      const at: number[] = [];
      sizes.reduce((next, size) => {
        at.push(next);
        return next + roundUp(size, 64);
      }, start);
      const [panels, rows, scratch, best, order, tasks] = at as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      backend.floatsAt(best, queries.side * count).fill(Number.NEGATIVE_INFINITY);
      const packed = new Map<number, number>();
      let to = panels;
      for (const [cell, range] of ranges) {
        const [first, end] = range;
        const address = keys.address + first * keys.depth * FLOAT_BYTES;
        packPanels(
          backend,
          { address, depth: keys.depth, side: end - first, depthStride: 1, sideStride: keys.depth },
          { address: to, depth },
        );
        packed.set(cell, to);
        to += panelsOf(range);
      }
      if (rowsBytes > 0) {
        packRows(
          backend,
          { ...queries, depthStride: 1, sideStride: queries.depth },
          { address: rows, depth },
        );
      }
      const from = rowsBytes > 0 ? rows : queries.address;
      const run = (chunks: number): void => {
        if (chunks === 0) return;
        backend.params.ints(from, depth, tasks, best, found, count, scratch, perThread);
        backend.run('nearestKeysChunk', chunks);
      };
      for (let n = 0; n < width; n++) {
        const numbers = backend.intsAt(order, queries.side);
        const list = backend.intsAt(tasks, MAX_CHUNKS * TASK_INTS);
        let [placed, made] = [0, 0];
        for (const [cell, asking] of queriesOf(probes, width, n)) {
          const range = ranges.get(cell);
          if (!range) continue;
          for (let i = 0; i < asking.length; i += BLOCK * BLOCKS_PER_TASK) {
            const some = asking.slice(i, i + BLOCK * BLOCKS_PER_TASK);
            numbers.set(some, placed);
            const address = order + placed * FLOAT_BYTES;
            const task = [packed.get(cell)!, range[0], range[1] - range[0], address, some.length];
            list.set(task, made * TASK_INTS);
            placed += some.length;
            made++;
            if (made < MAX_CHUNKS) continue;
            run(made);
            made = 0;
          }
        }
        run(made);
      }
    },
  );
};
