import { ConfigError, ShapeError } from '@srkit/core';
import { MATCH_LOWEST, NEAREST_KEYS, type NearestKeysAttrs } from '@srkit/core/contracts';
import {
  cast,
  concat,
  fill,
  gather,
  greater,
  matMul,
  max,
  oneHot,
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
  topk,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';

/** Products that exist at a time in the reference form (64 MiB), unless those of one query are more. */
const BLOCK_PRODUCTS = 2 ** 24;

type Inputs = Readonly<Record<'queries' | 'keys' | 'cells' | 'probes', Tensor>>;

/** In blocks of queries: all products, those of other cells put last, and the largest of them. */
const referenceNearest = ({ queries, keys, cells, probes }: Inputs, attrs: NearestKeysAttrs): Tensor => {
  const { count, cellCount } = attrs;
  const [n, d] = queries.shape as [number, number];
  const [m] = keys.shape as [number];
  const width = probes.shape[1]!;
  const rows = Math.max(1, Math.floor(BLOCK_PRODUCTS / m));
  const blocks: Tensor2D[] = [];
  for (let start = 0; start < n; start += rows) {
    const size = Math.min(rows, n - start);
    blocks.push(
      tidy(() => {
        const products = matMul(
          slice(queries as Tensor2D, [start, 0], [size, d]),
          keys as Tensor2D,
          false,
          true,
        );
        const asked = cast(slice(probes as Tensor2D, [start, 0], [size, width]), 'int32');
        // tfjs refuses a depth of 1.
        const allowed = max(oneHot(asked, Math.max(2, cellCount)), 1);
        const inside = greater(gather(cast(allowed, 'float32'), cells as Tensor1D, 1), 0);
        const { values, indices } = topk(where(inside, products, MATCH_LOWEST), Math.min(count, m));
        // As floats: not every backend's `where` converts its operands to one type.
        const found = where(greater(values, MATCH_LOWEST), cast(indices, 'float32'), -1);
        return count <= m ? found : concat([found, fill([size, count - m], -1)], 1);
      }) as Tensor2D,
    );
  }
  return cast(concat(blocks), 'int32');
};

const nearest = defineOp(NEAREST_KEYS, {
  reference: referenceNearest,
  inputsToSave: ['queries', 'keys'],
  // Numbers of rows have no gradient.
  gradient: (_dy, [queries, keys]) => ({
    queries: () => zerosLike(queries as Tensor),
    keys: () => zerosLike(keys as Tensor),
  }),
});

/** What `nearestKeys` compares. */
export interface NearestKeysRequest {
  /** `[n, d]`. */
  readonly queries: Tensor2D;
  /** `[m, d]`. */
  readonly keys: Tensor2D;
  /** The cell of each key, int32 `[m]`, ascending. */
  readonly cells: Tensor1D;
  readonly cellCount: number;
  /** Cells that each query looks into, int32 `[n, p]`. */
  readonly probes: Tensor2D;
}

/**
 * For every query the `count` keys with the largest inner product among those of the cells that it looks into: rows of
 * `keys`, the best first, int32 `[n, count]`, -1 where there are fewer. It is what an inverted file does for nearest
 * neighbours (Sivic and Zisserman, 2003): where keys lie in cells of their kind, a few cells hold most of the best.
 * With one cell for all it is a full search. Of equal products any may come first. It has no gradient.
 *
 * @throws ShapeError for shapes that do not fit; ConfigError for a count that is no positive integer.
 */
export const nearestKeys = (request: NearestKeysRequest, count: number): Tensor2D => {
  const { queries, keys, cells, cellCount, probes } = request;
  for (const [name, value] of Object.entries({ count, cellCount })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new ConfigError(
      'E_CONFIG_RANGE',
      `nearestKeys: ${name} is ${value}, expected an integer of 1 or more.`,
    );
  }
  const fits =
    [queries, keys, probes].every(({ rank, size }) => rank === 2 && size > 0) &&
    cells.rank === 1 &&
    queries.shape[1] === keys.shape[1] &&
    queries.shape[0] === probes.shape[0] &&
    keys.shape[0] === cells.shape[0];
  if (!fits) {
    throw new ShapeError(
      'E_SHAPE_KEYS',
      `nearestKeys: got queries [${queries.shape}], keys [${keys.shape}], cells [${cells.shape}] and probes [${probes.shape}]; expected [n, d], [m, d], [m] and [n, p], none of them empty.`,
    );
  }
  return tidy(() => {
    const inputs = { queries, keys, cells: cast(cells, 'int32'), probes: cast(probes, 'int32') };
    return nearest(inputs, { count, cellCount }) as Tensor2D;
  });
};
