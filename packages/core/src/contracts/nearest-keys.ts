import type { OpContract } from './op-contract';

export interface NearestKeysAttrs {
  /** How many keys of each query. */
  readonly count: number;
  /** Cells are numbered below this. */
  readonly cellCount: number;
}

/**
 * The keys with the largest inner product for every query, among those of some cells: queries `[n, d]`, keys `[m, d]`, the
 * cell of every key, `[m]` int32, ascending, and the cells that each query looks into, `[n, p]` int32, to rows of `keys`,
 * the best first, `[n, count]` int32; -1 where the cells have fewer. Cells that a query names twice count once.
 */
export const NEAREST_KEYS: OpContract<'queries' | 'keys' | 'cells' | 'probes', NearestKeysAttrs> = {
  kernelName: 'SrkitNearestKeys',
  inputs: ['queries', 'keys', 'cells', 'probes'],
  outputShape: ({ queries: [n] }, { count }) => [n!, count],
};
