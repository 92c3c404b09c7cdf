import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { contrastiveStudentLoss, contrastiveTripletLoss } from '..';
const SIDE = 20;
const CHANNELS = 5;
const features = (seed) => tf.randomUniform([1, SIDE, SIDE, CHANNELS], -1, 1, 'float32', seed);
/** Every cell moved by the same pixels, so that some positions fall on one cell and some outside. */
const moved = (dx, dy) => {
    const values = new Float64Array(2 * SIDE * SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) {
        values[2 * i] = 0.9 * 4 * (i % SIDE) + dx;
        values[2 * i + 1] = 4 * Math.floor(i / SIDE) + dy;
    }
    return { shape: [1, SIDE, SIDE, 2], values };
};
/** The definition in double precision, cell by cell. */
const naive = ({ features1, features2 }, { values }) => {
    const rows = (tensor) => tensor.reshape([SIDE * SIDE, CHANNELS]).arraySync().map((row) => {
        const size = Math.hypot(...row);
        return row.map((v) => v / size);
    });
    const [first, second] = [rows(features1), rows(features2)];
    const even = (v) => (Math.abs(v % 1) === 0.5 ? 2 * Math.round(v / 2) : Math.round(v));
    const inside = (v) => v > 10 && v < 4 * SIDE - 10;
    const cells = first.flatMap((_, i) => {
        const [x, y] = [values[2 * i], values[2 * i + 1]];
        return inside(x) && inside(y) ? [{ from: i, to: even(y / 4) * SIDE + even(x / 4) }] : [];
    });
    const distance = (a, b) => 2 - 2 * a.reduce((sum, v, i) => sum + v * b[i], 0);
    const near = (a, b) => Math.max(Math.abs((a % SIDE) - (b % SIDE)), Math.abs(Math.floor(a / SIDE) - Math.floor(b / SIDE))) <= 4;
    const losses = cells.map(({ from, to }) => {
        const wrong = [
            ...cells.map((c) => distance(first[from], second[c.to]) + (near(to, c.to) ? 10 : 0)),
            ...first.map((row, q) => distance(second[to], row) + (near(from, q) ? 10 : 0)),
        ];
        return Math.max(0, 1 + distance(first[from], second[to]) - Math.min(...wrong));
    });
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
};
describe.each(['cpu', 'wasm', 'srkit-wasm'])('contrastive losses on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    it('are their definition, with gradients and without leaks', () => {
        const pair = { features1: features(1), features2: features(2) };
        const positions = moved(3, -5);
        const before = tf.memory().numTensors;
        const { loss, posDist, negDist } = contrastiveTripletLoss(pair, positions);
        const expected = tf.tidy(() => naive(pair, positions));
        expect(loss.dataSync()[0]).toBeCloseTo(expected, 5);
        tf.dispose([loss, posDist, negDist]);
        const teacher = { features1: pair.features2, features2: pair.features1 };
        tf.tidy(() => {
            const total = (given) => contrastiveStudentLoss({ ...pair, features2: given }, teacher, positions).loss;
            const gradient = tf.grad(total)(pair.features2);
            const direction = features(3);
            const at = (step) => total(tf.add(pair.features2, tf.mul(direction, step))).dataSync()[0];
            const difference = (at(1e-3) - at(-1e-3)) / 2e-3;
            const derivative = tf.sum(tf.mul(gradient, direction)).dataSync()[0];
            expect(Math.abs(derivative - difference)).toBeLessThan(0.02 * (1 + Math.abs(difference)));
        });
        expect(tf.memory().numTensors).toBe(before);
        tf.dispose(pair);
    });
    it('has no distillation where student and teacher agree', () => {
        const pair = { features1: features(1), features2: features(2) };
        const { distillLoss } = contrastiveStudentLoss(pair, pair, moved(0, 0));
        expect(Math.abs(distillLoss.dataSync()[0])).toBeLessThan(1e-5);
    });
    it('say what does not fit', () => {
        const pair = { features1: features(1), features2: features(2) };
        expect(() => contrastiveTripletLoss(pair, moved(500, 0))).toThrow(/no sample has 128 .* have 0/);
        const short = { shape: [1, SIDE, SIDE, 2], values: new Float64Array(4) };
        expect(() => contrastiveTripletLoss(pair, short)).toThrow(ShapeError);
        expect(() => contrastiveStudentLoss(pair, pair, moved(0, 0), { temperature: 0 })).toThrow(ConfigError);
    });
});
