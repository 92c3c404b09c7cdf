import { nearestKeys } from '@srkit/ops';
import {
  concat,
  gather,
  mul,
  ones,
  square,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';

/** Rows for each centre that it is made from. */
const SAMPLES_PER_CENTRE = 32;
const ROUNDS = 8;

/** The `count` centres that are nearest to each row, the nearest first, `[n, count]`. */
export const nearestCentres = async (
  rows: Tensor2D,
  centres: Tensor2D,
  count: number,
): Promise<Int32Array> => {
  const found = tidy(() => {
    // |x - c|^2 is least where x c - |c|^2 / 2 is largest.
    const lengths = mul(sum(square(centres), 1, true), -0.5);
    const [n, m] = [rows.shape[0], centres.shape[0]];
    return nearestKeys(
      {
        queries: concat([rows, ones([n, 1])], 1) as Tensor2D,
        keys: concat([centres, lengths], 1) as Tensor2D,
        cells: zeros<Tensor1D['rankType']>([m], 'int32') as Tensor1D,
        cellCount: 1,
        probes: zeros([n, 1], 'int32') as Tensor2D,
      },
      count,
    );
  });
  return (await found.data().finally(() => found.dispose())) as Int32Array;
};

/** Means of the rows that belong to each centre; a centre without any stays. */
const moved = (
  rows: Float32Array,
  owners: Int32Array,
  centres: Float32Array,
  depth: number,
): Float32Array => {
  const count = centres.length / depth;
  const sums = new Float64Array(centres.length);
  const sizes = new Uint32Array(count);
  owners.forEach((owner, row) => {
    sizes[owner]!++;
    for (let c = 0; c < depth; c++) sums[owner * depth + c]! += rows[row * depth + c]!;
  });
  return Float32Array.from(centres, (was, i) => {
    const size = sizes[Math.floor(i / depth)]!;
    return size > 0 ? sums[i]! / size : was;
  });
};

/** `count` indices from 0 to before `length`, spread evenly. */
export const spread = (count: number, length: number): Int32Array =>
  Int32Array.from({ length: Math.min(count, length) }, (_, i) =>
    Math.floor((i * length) / Math.min(count, length)),
  );

/** Centres of `count` groups of rows that lie close together, `[count, depth]` (Lloyd's k-means, of a sample). */
export const centresOf = async (rows: Tensor2D, count: number): Promise<Tensor2D> => {
  const [n, depth] = rows.shape;
  const sample = tidy(() => gather(rows, spread(count * SAMPLES_PER_CENTRE, n)));
  try {
    const data = (await sample.data()) as Float32Array;
    const chosen = spread(count, data.length / depth);
    let centres = new Float32Array(count * depth);
    chosen.forEach((row, i) => {
      centres.set(data.subarray(row * depth, (row + 1) * depth), i * depth);
    });
    for (let round = 0; round < ROUNDS; round++) {
      const tensor = tensor2d(centres, [count, depth]);
      const owners = await nearestCentres(sample, tensor, 1).finally(() => tensor.dispose());
      centres = moved(data, owners, centres, depth) as Float32Array<ArrayBuffer>;
    }
    return tensor2d(centres, [count, depth]);
  } finally {
    sample.dispose();
  }
};
