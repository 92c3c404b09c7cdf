import { ConfigError, ShapeError } from '@srkit/core';
import { clone, concat, dispose, keep, slice } from '@tensorflow/tfjs-core';
import { permutation as permutationOf } from '../sampler/random-source';
import { seededSource } from '../sampler/seeded-source';
const DEFAULT_QUEUE_SIZE = 180;
/** The recipes of a seed take streams 0 to 2. */
const STREAM = 3;
const seededPermutation = (seed) => {
    const random = seededSource(seed, STREAM);
    return (size) => permutationOf(random, size);
};
const sampleOf = (batch, index) => keep(slice(batch, [index, 0, 0, 0], [1, ...batch.shape.slice(1)]));
const shapesOf = ({ lq, gt }) => `LQ [${lq.shape}] and ground truth [${gt.shape}]`;
/**
 * Real-ESRGAN's training pair pool (section 4.1, "Training details"). Degradations are chosen for a whole batch, so
 * a batch has pictures of one kind only; the pool mixes samples of many batches.
 *
 * It holds its samples as tensors of the current backend, one by one: on a graphics card they never leave it, and
 * an exchange moves single samples.
 */
export class PairPool {
    #queueSize;
    #permutation;
    #pairs = [];
    /** What all batches must look like. */
    #shapes;
    /** @throws ConfigError when the size of the pool is no positive integer. */
    constructor({ queueSize = DEFAULT_QUEUE_SIZE, seed, permutation }) {
        if (!Number.isSafeInteger(queueSize) || queueSize < 1) {
            throw new ConfigError('E_CONFIG_QUEUE_SIZE', `PairPool: queueSize is ${queueSize}, expected a positive integer; Real-ESRGAN takes ${DEFAULT_QUEUE_SIZE}.`);
        }
        this.#queueSize = queueSize;
        this.#permutation = permutation ?? seededPermutation(seed);
    }
    /** Pairs that it holds now. */
    get size() {
        return this.#pairs.length;
    }
    /**
     * Gives a batch to the pool for one out of it: while the pool fills up, the batch itself; then as many samples at
     * random, whose places it takes.
     *
     * @param batch stays the caller's.
     * @returns tensors that are the caller's to dispose, also where they hold the same values.
     * @throws ConfigError when the pool's size is no multiple of the batch; ShapeError when a batch is not like the first.
     */
    exchange(batch) {
        this.#check(batch);
        const count = batch.lq.shape[0];
        const full = this.#pairs.length === this.#queueSize;
        const order = full ? this.#permutation(this.#queueSize) : [];
        const samples = Array.from({ length: count }, (_, i) => ({
            lq: sampleOf(batch.lq, i),
            gt: sampleOf(batch.gt, i),
        }));
        if (!full) {
            this.#pairs.push(...samples);
            return { lq: clone(batch.lq), gt: clone(batch.gt) };
        }
        const shuffled = order.map((index) => this.#pairs[index]);
        const taken = shuffled.slice(0, count);
        this.#pairs = [...samples, ...shuffled.slice(count)];
        const mixed = { lq: concat(taken.map(({ lq }) => lq)), gt: concat(taken.map(({ gt }) => gt)) };
        for (const { lq, gt } of taken)
            dispose([lq, gt]);
        return mixed;
    }
    /** Frees what the pool holds. The next batch starts to fill it anew. */
    dispose() {
        for (const { lq, gt } of this.#pairs)
            dispose([lq, gt]);
        this.#pairs = [];
        this.#shapes = undefined;
    }
    #check(batch) {
        const [count, gtCount] = [batch.lq.shape[0], batch.gt.shape[0]];
        if (count === 0 || count !== gtCount) {
            throw new ShapeError('E_SHAPE_PAIR', `PairPool: got ${shapesOf(batch)}, expected as many pictures of each, and at least one.`);
        }
        if (this.#queueSize % count !== 0) {
            throw new ConfigError('E_CONFIG_QUEUE_SIZE', `PairPool: queueSize is ${this.#queueSize}, which is no multiple of the batch of ${count}. Change one of them.`);
        }
        this.#shapes ??= shapesOf(batch);
        if (this.#shapes === shapesOf(batch))
            return;
        throw new ShapeError('E_SHAPE_POOL', `PairPool: got ${shapesOf(batch)}, but the pool holds ${this.#shapes}. Crop all batches to one size and leave out an incomplete last one, or dispose() the pool first.`);
    }
}
