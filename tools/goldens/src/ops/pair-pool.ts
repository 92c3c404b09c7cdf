import { PairPool } from '@srkit/degradation';
import { dispose, fill, stack, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { Comparison } from '../compare';
import { expectEqual, type RunOp } from '../run-op';

interface Step {
  /** Pictures by the value they are filled with. */
  readonly in_ids: readonly number[];
  readonly out_lq_ids: readonly number[];
  readonly out_gt_ids: readonly number[];
  readonly perm: readonly number[] | null;
  /** Samples in the pool afterwards. */
  readonly queue_ptr: number;
}

interface PoolParams {
  readonly queue_size: number;
  /** Samples that go in at each step. */
  readonly batch: number;
  readonly steps: readonly Step[];
}

const pictures = (ids: readonly number[], side: number): Tensor4D =>
  tidy(() => stack(ids.map((id) => fill([side, side, 3], id))) as Tensor4D);

/** The value of each picture; NaN for one that has several. */
const idsOf = async (batch: Tensor): Promise<number[]> => {
  const values = await batch.data();
  const size = batch.size / batch.shape[0]!;
  return Array.from({ length: batch.shape[0]! }, (_, i) => {
    const picture = values.slice(i * size, (i + 1) * size);
    return picture.every((value) => value === picture[0]) ? picture[0]! : Number.NaN;
  });
};

/** `pair_pool`: which samples leave the pool, with the stored permutations. */
export const pairPool: RunOp = async ({ golden }) => {
  const { queue_size, batch, steps } = golden.file.params as unknown as PoolParams;
  let permutation: readonly number[] = [];
  const pool = new PairPool({ queueSize: queue_size, seed: 0, permutation: () => permutation });
  const comparisons: Comparison[] = [];
  for (const [step, { in_ids, out_lq_ids, out_gt_ids, perm, queue_ptr }] of steps.entries()) {
    permutation = perm ?? [];
    const [lq, gt] = [pictures(in_ids, 2), pictures(in_ids, 8)];
    const mixed = pool.exchange({ lq, gt });
    comparisons.push(
      expectEqual(`step ${step}: batch`, mixed.lq.shape[0], batch),
      expectEqual(`step ${step}: LQ`, await idsOf(mixed.lq), out_lq_ids),
      expectEqual(`step ${step}: ground truth`, await idsOf(mixed.gt), out_gt_ids),
      expectEqual(`step ${step}: size`, pool.size, queue_ptr),
    );
    dispose([lq, gt, mixed.lq, mixed.gt]);
  }
  pool.dispose();
  return comparisons;
};
