import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { charbonnierLoss, l1Loss, mseLoss, weightedTvLoss } from '..';
const random = (shape, seed) => tf.randomUniform(shape, -1, 1, 'float32', seed);
const LOSSES = [
    { name: 'l1', loss: l1Loss, element: (d) => Math.abs(d) },
    { name: 'mse', loss: mseLoss, element: (d) => d * d },
    { name: 'charbonnier', loss: charbonnierLoss, element: (d) => Math.sqrt(d * d + 1e-12) },
];
const reduced = (elements, weights, reduction) => {
    const sum = elements.reduce((total, e, i) => total + e * (weights?.[i] ?? 1), 0);
    if (reduction === 'sum')
        return sum;
    return sum / (weights ? weights.reduce((total, w) => total + w, 0) : elements.length);
};
beforeAll(async () => {
    await tf.setBackend('cpu');
});
describe.each(LOSSES)('$name', ({ loss, element }) => {
    it('is its definition in double precision, for any weight and reduction, without leaks', () => {
        const side = fc.integer({ min: 1, max: 6 });
        const channels = fc.constantFrom('none', 'one', 'all');
        fc.assert(fc.property(side, side, channels, fc.constantFrom('mean', 'sum'), fc.nat(1e6), (h, w, kind, reduction, s) => {
            const before = tf.memory().numTensors;
            const shape = [2, h, w, 3];
            const [pred, target] = [random(shape, s), random(shape, s + 1)];
            const weight = kind === 'none'
                ? undefined
                : tf.tidy(() => tf.abs(random([2, h, w, kind === 'one' ? 1 : 3], s + 2)));
            const value = loss(pred, target, { reduction, weight, lossWeight: 0.5 });
            const [p, t] = [pred.dataSync(), target.dataSync()];
            const given = weight?.dataSync();
            const weights = given && Array.from(p, (_, i) => given[kind === 'one' ? Math.floor(i / 3) : i]);
            const elements = Array.from(p, (v, i) => element(v - t[i]));
            const expected = 0.5 * reduced(elements, weights, reduction);
            expect(Math.abs(value.dataSync()[0] - expected)).toBeLessThan(2e-6 * (1 + Math.abs(expected)));
            tf.dispose([pred, target, value, ...(weight ? [weight] : [])]);
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 30, seed: 13 });
    });
    it('leaves the elements with none, and has gradient 0 where nothing differs', () => {
        const x = random([1, 2, 2, 3], 1);
        expect(loss(x, tf.zerosLike(x), { reduction: 'none' }).shape).toEqual(x.shape);
        const gradient = tf.grad((y) => loss(y, x))(x);
        expect([...gradient.dataSync()].every((g) => g === 0)).toBe(true);
    });
    it('has the gradient of finite differences', () => {
        const [x, target] = [random([1, 2, 3, 2], 5), random([1, 2, 3, 2], 6)];
        const gradient = tf
            .grad((y) => loss(y, target, { reduction: 'sum' }))(x)
            .dataSync();
        const [values, t] = [x.dataSync(), target.dataSync()];
        for (const [i, v] of values.entries()) {
            const d = v - t[i];
            const difference = (element(d + 1e-6) - element(d - 1e-6)) / 2e-6;
            expect(gradient[i]).toBeCloseTo(difference, 4);
        }
    });
    it('names both shapes when they differ, lets NaN through, and refuses unknown reductions', () => {
        const [x, y] = [tf.zeros([1, 2, 3, 4]), tf.zeros([1, 2, 4, 3])];
        expect(() => loss(x, y)).toThrow(ShapeError);
        expect(() => loss(x, y)).toThrow(/\[1,2,3,4\].*\[1,2,4,3\]/);
        expect(() => loss(x, x, { weight: tf.zeros([1, 2, 3, 2]) })).toThrow(/weight is \[1,2,3,2\]/);
        expect(() => loss(x, x, { reduction: 'median' })).toThrow(ConfigError);
        expect(loss(tf.tensor1d([Number.NaN]), tf.tensor1d([1])).dataSync()[0]).toBeNaN();
    });
});
it('charbonnierLoss refuses an eps of 0', () => {
    const x = tf.zeros([1]);
    expect(() => charbonnierLoss(x, x, { eps: 0 })).toThrow(/eps is 0/);
});
describe('weightedTvLoss', () => {
    it('averages both directions separately', () => {
        const x = tf.tensor4d([0, 1, 3, 7, 2, 4], [1, 2, 3, 1]);
        const vertical = (7 + 1 + 1) / 3;
        const horizontal = (1 + 2 + 5 + 2) / 4;
        expect(weightedTvLoss(x).dataSync()[0]).toBeCloseTo(vertical + horizontal, 5);
        expect(weightedTvLoss(x, { reduction: 'sum', lossWeight: 2 }).dataSync()[0]).toBeCloseTo(38, 5);
    });
    it('refuses a side of 1, and to leave the elements', () => {
        expect(() => weightedTvLoss(tf.zeros([1, 1, 4, 3]))).toThrow(/\[1,1,4,3\]/);
        expect(() => weightedTvLoss(tf.zeros([1, 2, 4, 3]), { reduction: 'none' })).toThrow(ConfigError);
    });
});
