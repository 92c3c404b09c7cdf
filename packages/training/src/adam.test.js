import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Adam, Ema, parameterGradients, referenceAdamGroups } from '.';
const named = (values) => Object.entries(values).map(([name, v]) => [name, { variable: tf.variable(tf.tensor1d(v)) }]);
const gradientsOf = (values) => new Map(Object.entries(values).map(([name, v]) => [name, tf.tensor1d(v)]));
/** torch's rule in double precision. */
const naive = (start, gradients, lr, [b1, b2], decay) => {
    let [p, m, v] = [start, 0, 0];
    for (const [i, given] of gradients.entries()) {
        const g = given + decay * p;
        m = b1 * m + (1 - b1) * g;
        v = b2 * v + (1 - b2) * g * g;
        p -= ((lr / (1 - b1 ** (i + 1))) * m) / (Math.sqrt(v) / Math.sqrt(1 - b2 ** (i + 1)) + 1e-8);
    }
    return p;
};
beforeAll(async () => {
    await tf.setBackend('cpu');
});
describe('Adam', () => {
    it.each([0, 0.1])('is torch.optim.Adam, with weight decay %s, tiny gradients included', (weightDecay) => {
        const [start, gradients] = [
            [0.5, -0.2, 0.1],
            [1e-9, -3, 0.02],
        ];
        const parameters = named({ p: start });
        const adam = new Adam({ parameters, lr: 1e-2, betas: [0.9, 0.99], weightDecay });
        const scales = [1, -0.5, 0.25, 2, 1];
        for (const scale of scales)
            adam.step(gradientsOf({ p: gradients.map((g) => g * scale) }));
        const values = parameters[0][1].variable.dataSync();
        for (const [i, p] of start.entries()) {
            const expected = naive(p, scales.map((s) => s * gradients[i]), 1e-2, [0.9, 0.99], weightDecay);
            expect(values[i]).toBeCloseTo(expected, 6);
        }
        adam.dispose();
    });
    it('leaves alone what has no gradient, and counts its steps apart', () => {
        const parameters = named({ a: [1], b: [1] });
        const adam = new Adam({ parameters, lr: 0.1 });
        adam.step(gradientsOf({ a: [1] }));
        adam.step(gradientsOf({ a: [1], b: [1] }));
        const [a, b] = parameters.map(([, { variable }]) => variable.dataSync()[0]);
        expect(a).toBeCloseTo(0.8, 5);
        expect(b).toBeCloseTo(0.9, 5);
        expect(adam.state().get('b')?.step).toBe(1);
    });
    it('goes on from a state as if nothing had happened', () => {
        const [whole, parted] = [named({ p: [1, 2] }), named({ p: [1, 2] })];
        const [one, first] = [
            new Adam({ parameters: whole, lr: 0.1 }),
            new Adam({ parameters: parted, lr: 0.1 }),
        ];
        const gradients = [gradientsOf({ p: [1, -2] }), gradientsOf({ p: [0.3, 5] })];
        for (const g of gradients)
            one.step(g);
        first.step(gradients[0]);
        const second = new Adam({ parameters: parted, lr: 0.1 });
        second.loadState(first.state());
        first.dispose();
        second.step(gradients[1]);
        expect(parted[0][1].variable.dataSync()).toEqual(whole[0][1].variable.dataSync());
    });
    it('keeps two tensors for each parameter and frees them', () => {
        const parameters = named({ p: [1, 2] });
        const gradients = gradientsOf({ p: [1, 1] });
        const before = tf.memory().numTensors;
        const adam = new Adam({ parameters, lr: 0.1 });
        for (let i = 0; i < 3; i++)
            adam.step(gradients);
        expect(tf.memory().numTensors).toBe(before + 2);
        const state = adam.state();
        adam.loadState(state);
        for (const { expAvg, expAvgSq } of state.values())
            tf.dispose([expAvg, expAvgSq]);
        adam.dispose();
        expect(tf.memory().numTensors).toBe(before);
    });
    it('takes rates by group and refuses what does not fit', () => {
        const parameters = named({ a: [1] });
        const adam = new Adam([
            { parameters, lr: 0.1 },
            { parameters: named({ b: [1] }), lr: 0.2 },
        ]);
        adam.learningRates = [0.3, 0];
        adam.step(gradientsOf({ a: [1], b: [1] }));
        expect(parameters[0][1].variable.dataSync()[0]).toBeCloseTo(0.7, 5);
        expect(adam.initialLearningRates).toEqual([0.1, 0.2]);
        expect(() => {
            adam.learningRates = [1];
        }).toThrow(ConfigError);
        expect(() => adam.step(gradientsOf({ c: [1] }))).toThrow(/'c'/);
        expect(() => adam.step(gradientsOf({ a: [1, 2] }))).toThrow(ShapeError);
        expect(() => new Adam([
            { parameters, lr: 1 },
            { parameters, lr: 1 },
        ])).toThrow(/twice/);
        expect(() => new Adam({ parameters, lr: -1 })).toThrow(/lr is -1/);
        expect(() => new Adam({ parameters, lr: 1, betas: [0.9, 1] })).toThrow(/betas/);
    });
});
describe('parameterGradients', () => {
    it('names gradients, leaves out what has none, and leaks nothing else', () => {
        const parameters = named({ a: [2], b: [3] });
        const before = tf.memory().numTensors;
        const { value, grads } = parameterGradients(parameters, () => tf.sum(tf.square(parameters[0][1].variable)));
        expect([...grads.keys()]).toEqual(['a']);
        expect(grads.get('a')?.dataSync()[0]).toBe(4);
        tf.dispose([value, ...grads.values()]);
        expect(tf.memory().numTensors).toBe(before);
    });
});
describe('Ema', () => {
    it('starts as a copy and follows', () => {
        const [network, average] = [named({ p: [1] }), named({ p: [9] })];
        const before = tf.memory().numTensors;
        const ema = new Ema(network, average, { decay: 0.9 });
        tf.tidy(() => network[0][1].variable.assign(tf.tensor1d([2])));
        ema.update();
        expect(average[0][1].variable.dataSync()[0]).toBeCloseTo(1.1, 6);
        expect(network[0][1].variable.dataSync()[0]).toBe(2);
        expect(tf.memory().numTensors).toBe(before);
    });
    it('keeps a loaded average, and refuses networks that differ', () => {
        const average = named({ p: [9] });
        new Ema(named({ p: [1] }), average, { copy: false });
        expect(average[0][1].variable.dataSync()[0]).toBe(9);
        expect(() => new Ema(named({ q: [1] }), average)).toThrow(/'q'/);
        expect(() => new Ema(named({ p: [1, 2] }), average)).toThrow(ShapeError);
        expect(() => new Ema(named({ p: [1] }), average, { decay: 1.1 })).toThrow(/decay is 1.1/);
    });
});
it('referenceAdamGroups sorts offsets by level', () => {
    const names = [
        'x.weight',
        'large_offset_conv1.bias',
        'small_dyn_agg.weight',
        'small_dyn_agg.conv_offset_mask.bias',
        'medium_offset_conv2.bias',
    ];
    const groups = referenceAdamGroups(named(Object.fromEntries(names.map((name) => [name, [1]]))));
    expect(groups.map(({ lr }) => lr)).toEqual([1e-4, 1e-4, 1e-6, 1e-5]);
    const found = groups.map(({ parameters }) => [...parameters].map(([name]) => name));
    expect(found).toEqual([[names[0], names[2]], [names[1]], [names[3]], [names[4]]]);
});
