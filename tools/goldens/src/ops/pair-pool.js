import { PairPool } from '@srkit/degradation';
import { dispose, fill, stack, tidy } from '@tensorflow/tfjs-core';
import { expectEqual } from '../run-op';
const pictures = (ids, side) => tidy(() => stack(ids.map((id) => fill([side, side, 3], id))));
/** The value of each picture; NaN for one that has several. */
const idsOf = async (batch) => {
    const values = await batch.data();
    const size = batch.size / batch.shape[0];
    return Array.from({ length: batch.shape[0] }, (_, i) => {
        const picture = values.slice(i * size, (i + 1) * size);
        return picture.every((value) => value === picture[0]) ? picture[0] : Number.NaN;
    });
};
/** `pair_pool`: which samples leave the pool, with the stored permutations. */
export const pairPool = async ({ golden }) => {
    const { queue_size, batch, steps } = golden.file.params;
    let permutation = [];
    const pool = new PairPool({ queueSize: queue_size, seed: 0, permutation: () => permutation });
    const comparisons = [];
    for (const [step, { in_ids, out_lq_ids, out_gt_ids, perm, queue_ptr }] of steps.entries()) {
        permutation = perm ?? [];
        const [lq, gt] = [pictures(in_ids, 2), pictures(in_ids, 8)];
        const mixed = pool.exchange({ lq, gt });
        comparisons.push(expectEqual(`step ${step}: batch`, mixed.lq.shape[0], batch), expectEqual(`step ${step}: LQ`, await idsOf(mixed.lq), out_lq_ids), expectEqual(`step ${step}: ground truth`, await idsOf(mixed.gt), out_gt_ids), expectEqual(`step ${step}: size`, pool.size, queue_ptr));
        dispose([lq, gt, mixed.lq, mixed.gt]);
    }
    pool.dispose();
    return comparisons;
};
