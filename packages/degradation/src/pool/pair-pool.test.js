import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { PairPool } from './pair-pool';
const SCALE = 2;
/** Pictures that hold their number; the ground truth that of the LQ plus a half. */
const batchOf = (...ids) => {
    const lq = tf.tidy(() => tf.stack(ids.map((id) => tf.fill([1, 2, 3], id))));
    const gt = tf.tidy(() => tf.stack(ids.map((id) => tf.fill([SCALE, 2 * SCALE, 3], id + 0.5))));
    return { lq, gt };
};
/** Exchanges pictures by their numbers, and checks that pairs stay together. */
const exchange = (pool, ...ids) => {
    const batch = batchOf(...ids);
    const mixed = pool.exchange(batch);
    tf.dispose([batch.lq, batch.gt]);
    const [lq, gt] = [mixed.lq.arraySync(), mixed.gt.arraySync()];
    tf.dispose([mixed.lq, mixed.gt]);
    expect(mixed.lq.shape).toEqual(batch.lq.shape);
    expect(mixed.gt.shape).toEqual(batch.gt.shape);
    return lq.map((picture, i) => {
        const id = picture[0][0][0];
        expect(new Set(picture.flat(2))).toEqual(new Set([id]));
        expect(new Set(gt[i].flat(2))).toEqual(new Set([id + 0.5]));
        return id;
    });
};
beforeAll(() => tf.setBackend('cpu'));
describe('the pair pool', () => {
    it('fills up first, then gives the first samples of the permuted pool', () => {
        const orders = [
            [3, 1, 0, 2],
            [0, 1, 2, 3],
        ];
        const pool = new PairPool({ queueSize: 4, seed: 0, permutation: () => orders.shift() });
        expect(exchange(pool, 1, 2)).toEqual([1, 2]);
        expect(exchange(pool, 3, 4)).toEqual([3, 4]);
        expect(exchange(pool, 5, 6)).toEqual([4, 2]);
        // Now 5, 6, 1, 3: the new ones took the places of those that left.
        expect(exchange(pool, 7, 8)).toEqual([5, 6]);
        expect(pool.size).toBe(4);
        pool.dispose();
    });
    it('loses no picture and gives none twice', () => {
        const pool = new PairPool({ queueSize: 12, seed: 1 });
        for (let id = 0; id < 12; id += 3)
            exchange(pool, id, id + 1, id + 2);
        const given = new Set();
        for (let id = 12; id < 300; id += 3)
            for (const each of exchange(pool, id, id + 1, id + 2))
                given.add(each);
        expect(given.size).toBe(288);
        // What came in early has left by now, up to very few.
        expect([...Array(150).keys()].filter((id) => !given.has(id))).toEqual([]);
        pool.dispose();
    });
    it('gives every sample of the full pool as often as any other', () => {
        const counts = new Map();
        for (let seed = 0; seed < 1200; seed++) {
            const pool = new PairPool({ queueSize: 6, seed });
            for (const id of [0, 2, 4])
                exchange(pool, id, id + 1);
            for (const id of exchange(pool, 6, 7))
                counts.set(id, (counts.get(id) ?? 0) + 1);
            pool.dispose();
        }
        // Chi-square with 5 degrees of freedom: exceeded by one run in ten thousand.
        const squares = [0, 1, 2, 3, 4, 5].map((id) => ((counts.get(id) ?? 0) - 400) ** 2 / 400);
        expect(squares.reduce((sum, square) => sum + square)).toBeLessThan(25.7);
    });
    it('gives the same pictures for a seed', () => {
        const run = (seed) => {
            const pool = new PairPool({ queueSize: 6, seed });
            const given = Array.from({ length: 10 }, (_, i) => exchange(pool, 2 * i, 2 * i + 1)).flat();
            pool.dispose();
            return given;
        };
        expect(run(5)).toEqual(run(5));
        expect(run(5)).not.toEqual(run(6));
    });
    it('keeps its tensors through tidy, leaks none, and frees all', () => {
        const before = tf.memory().numTensors;
        const pool = new PairPool({ queueSize: 4, seed: 1 });
        for (let i = 0; i < 5; i++) {
            tf.tidy(() => {
                pool.exchange(batchOf(2 * i, 2 * i + 1));
            });
            expect(tf.memory().numTensors - before).toBe(2 * Math.min(2 * (i + 1), 4));
        }
        pool.dispose();
        expect(tf.memory().numTensors).toBe(before);
        expect(exchange(pool, 1, 2, 3, 4)).toEqual([1, 2, 3, 4]);
        pool.dispose();
    });
    it('refuses sizes that do not go together, and says what to do', () => {
        expect(() => new PairPool({ queueSize: 0, seed: 1 })).toThrow(ConfigError);
        const pool = new PairPool({ queueSize: 4, seed: 1 });
        const [three, two] = [batchOf(1, 2, 3), batchOf(1, 2)];
        const before = tf.memory().numTensors;
        expect(() => pool.exchange(three)).toThrow(/queueSize is 4, .* no multiple of the batch of 3/);
        expect(() => pool.exchange({ lq: two.lq, gt: three.gt })).toThrow(ShapeError);
        expect(tf.memory().numTensors).toBe(before);
        const same = pool.exchange(two);
        const other = batchOf(1);
        expect(() => pool.exchange(other)).toThrow(/pool holds LQ \[2,1,2,3\] and ground truth \[2,2,4,3\]/);
        pool.dispose();
        for (const { lq, gt } of [three, two, same, other])
            tf.dispose([lq, gt]);
    });
});
