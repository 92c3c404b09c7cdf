import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { GAN_TYPES, ganLoss, gradientPenalty, multiScaleGanLoss, r1Penalty } from '..';
const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
/** The definitions, for one logit. */
const naive = (type, z, real, isDisc, label) => {
    if (type === 'vanilla')
        return softplus(z) - z * label;
    if (type === 'lsgan')
        return (z - label) ** 2;
    if (type === 'wgan')
        return real ? -z : z;
    if (type === 'wgan_softplus')
        return softplus(real ? -z : z);
    return isDisc ? Math.max(0, 1 + (real ? -z : z)) : -z;
};
const LOGITS = [-60, -20, -3.2, -0.7, 0, 0.4, 1.7, 25, 60];
describe('ganLoss', () => {
    beforeAll(async () => {
        await tf.setBackend('cpu');
    });
    it.each(GAN_TYPES)('%s is its definition, with smoothed labels, for huge logits as well', (type) => {
        for (const real of [true, false])
            for (const isDisc of [true, false]) {
                const labels = { realLabel: 0.9, fakeLabel: 0.1 };
                const value = ganLoss(tf.tensor1d(LOGITS), real, { type, isDisc, lossWeight: 0.3, ...labels });
                const label = real ? 0.9 : 0.1;
                const mean = LOGITS.reduce((sum, z) => sum + naive(type, z, real, isDisc, label), 0) / LOGITS.length;
                const expected = mean * (isDisc ? 1 : 0.3);
                expect(Math.abs(value.dataSync()[0] - expected)).toBeLessThan(1e-6 * (1 + Math.abs(expected)));
            }
    });
    it('has the cross entropy gradient sigmoid(z) - label, at 0 too', () => {
        const gradient = tf.grad((z) => tf.mul(ganLoss(z, true, { type: 'vanilla' }), LOGITS.length));
        const values = gradient(tf.tensor1d(LOGITS)).dataSync();
        for (const [i, z] of LOGITS.entries())
            expect(values[i]).toBeCloseTo(1 / (1 + Math.exp(-z)) - 1, 6);
    });
    it('takes the last of nested predictions, averages over scales, and leaks nothing', () => {
        const before = tf.memory().numTensors;
        const [a, b] = [tf.tensor1d([1]), tf.tensor1d([3])];
        const value = multiScaleGanLoss([a, [a, b]], true, { type: 'wgan' });
        expect(value.dataSync()[0]).toBe(-2);
        tf.dispose([a, b, value]);
        expect(tf.memory().numTensors).toBe(before);
        expect(() => multiScaleGanLoss([], true, { type: 'wgan' })).toThrow(ShapeError);
    });
    it('names the types there are', () => {
        expect(() => ganLoss(tf.tensor1d([1]), true, { type: 'ragan' })).toThrow(ConfigError);
        expect(() => ganLoss(tf.tensor1d([1]), true, { type: 'ragan' })).toThrow(/'lsgan'/);
    });
});
describe.each(['cpu', 'wasm', 'srkit-wasm'])('penalties on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    const random = (shape, seed) => tf.randomUniform(shape, -1, 1, 'float32', seed);
    // Smooth, so that finite differences meet no kink.
    const critic = (filter) => (x) => tf.square(tf.sigmoid(tf.conv2d(x, filter, 1, 'same')));
    const penalties = {
        pixel: (filter) => gradientPenalty(critic(filter), random([2, 4, 5, 3], 1), random([2, 4, 5, 3], 2), { seed: 3 }),
        weighted: (filter) => gradientPenalty(critic(filter), random([2, 4, 5, 3], 1), random([2, 4, 5, 3], 2), {
            seed: 3,
            weight: tf.abs(random([2, 4, 5, 1], 4)),
        }),
        sample: (filter) => gradientPenalty(critic(filter), random([2, 4, 5, 3], 1), random([2, 4, 5, 3], 2), {
            seed: 3,
            norm: 'sample',
        }),
        r1: (filter) => r1Penalty(critic(filter), random([2, 4, 5, 3], 1), { lossWeight: 3 }),
    };
    it.each(Object.keys(penalties))('%s: the gradient is that of finite differences, without leaks', (name) => {
        const before = tf.memory().numTensors;
        tf.tidy(() => {
            const penalty = penalties[name];
            const filter = random([3, 3, 3, 2], 9);
            const gradient = tf.grad(penalty)(filter);
            const direction = random([3, 3, 3, 2], 10);
            const step = 1e-2;
            const at = (factor) => penalty(tf.add(filter, tf.mul(direction, factor))).dataSync()[0];
            const difference = (at(step) - at(-step)) / (2 * step);
            const derivative = tf.sum(tf.mul(gradient, direction)).dataSync()[0];
            expect(Math.abs(derivative - difference)).toBeLessThan(2e-3 * (1e-1 + Math.abs(difference)));
        });
        expect(tf.memory().numTensors).toBe(before);
    });
    it('has a finite gradient where the discriminator has none', () => {
        const x = random([1, 3, 3, 3], 1);
        const gradient = tf.grad((scale) => gradientPenalty((y) => tf.mul(tf.square(y), scale), tf.zerosLike(x), tf.zerosLike(x), { seed: 1 }))(tf.scalar(2));
        expect(gradient.dataSync()[0]).toBe(0);
    });
    it('takes shares of the real picture that follow from the seed, one for each sample', () => {
        // The gradient of sum(x^2) is 2x: where real is 1 and generated 0, twice the share.
        const n = 4000;
        const squares = (seed) => tf.tidy(() => {
            const shares = [];
            const discriminator = (x) => {
                shares.push(tf.keep(tf.clone(x)));
                return tf.square(x);
            };
            const real = tf.ones([n, 1, 1, 1]);
            gradientPenalty(discriminator, real, tf.zerosLike(real), { seed });
            const values = shares[0].dataSync().slice();
            tf.dispose(shares);
            return values;
        });
        const [one, again, other] = [squares(7), squares(7), squares(8)];
        expect(again).toEqual(one);
        const mean = (values) => values.reduce((sum, v) => sum + v, 0) / n;
        const centred = (values) => values.map((v) => v - 0.5);
        for (const values of [one, other]) {
            expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
            expect(Math.max(...values)).toBeLessThan(1);
            // Five standard errors of the mean, and of the variance 1/12.
            expect(Math.abs(mean(values) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
            const variance = mean(centred(values).map((v) => v * v));
            expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / n));
            // Neighbours in one draw.
            const neighbours = centred(values).map((v, i, all) => v * all[(i + 1) % n]);
            expect(Math.abs(mean(neighbours))).toBeLessThan(5 / 12 / Math.sqrt(n));
        }
        const product = centred(one).map((v, i) => v * (other[i] - 0.5));
        expect(Math.abs(mean(product))).toBeLessThan(5 / 12 / Math.sqrt(n));
    });
    it('refuses what does not fit', () => {
        const x = tf.zeros([2, 3, 3, 3]);
        const identity = (y) => y;
        expect(() => gradientPenalty(identity, x, tf.zeros([1, 3, 3, 3]), { seed: 1 })).toThrow(/\[2,3,3,3\].*\[1,3,3,3\]/);
        expect(() => gradientPenalty(identity, x, x, { alpha: tf.zeros([1, 1, 1, 1]) })).toThrow(ShapeError);
        expect(() => gradientPenalty(identity, x, x, { weight: tf.zeros([2, 3, 3, 1]), norm: 'sample' })).toThrow(ConfigError);
        expect(() => gradientPenalty(identity, x, x, { norm: 'batch' })).toThrow(/'pixel'/);
        for (const seed of [undefined, -1, 0.5, 2 ** 32, Number.NaN]) {
            expect(() => gradientPenalty(identity, x, x, { seed })).toThrow(/seed is .*another one for each step/);
        }
        const misspelt = { seed: 1, loss_weight: 10 };
        expect(() => gradientPenalty(identity, x, x, misspelt)).toThrow(/lossWeight/);
    });
});
