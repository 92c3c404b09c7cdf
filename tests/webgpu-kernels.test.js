import '@tensorflow/tfjs-backend-wasm';
import { biasPrelu } from '@srkit/ops';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { tileFor } from '../packages/backend-webgpu/src/convolution/implicit-product';
import { adamUpdate } from '../packages/training/src/adam-update';
import { expectSameOnBoth } from './support/on-both';
import { startWebGpu } from './support/start-webgpu';
// Everything here is tiny, because the adapter computes in software.
const hasGpu = await startWebGpu();
const random = (shape, seed) => tf.randomUniform([...shape], -1, 1, 'float32', seed);
const random4 = (shape, seed) => random(shape, seed);
/** Sums of some hundred products in another order. */
const BOUND = 1e-5;
const ACTIVATIONS = ['linear', 'relu', 'relu6', 'leakyrelu', 'prelu', 'elu', 'sigmoid'];
const convolve = (given) => {
    const { x, filter, outChannels, strides, dilations, pad, activation, bias, onePrelu } = given;
    const prelu = activation === 'prelu' && { preluActivationWeights: random([onePrelu ? 1 : outChannels], 4) };
    return tf.fused.conv2d({
        x: random4(x, 1),
        filter: random4([...filter, x[3], outChannels], 2),
        strides,
        dilations,
        pad,
        ...(typeof pad === 'number' ? { dimRoundingMode: 'floor' } : {}),
        activation,
        leakyreluAlpha: 0.2,
        ...(bias ? { bias: random([outChannels], 3) } : {}),
        ...(prelu || {}),
    });
};
const plain = {
    x: [1, 7, 9, 8],
    filter: [3, 3],
    outChannels: 8,
    strides: 1,
    dilations: 1,
    pad: 'same',
    activation: 'linear',
    bias: true,
    onePrelu: false,
};
describe.skipIf(!hasGpu)('convolutions of ours on WebGPU', () => {
    afterAll(() => tf.setBackend('cpu'));
    it.each([
        ['of whole vectors', {}],
        ['of three channels', { x: [1, 6, 7, 3] }],
        ['to three channels', { outChannels: 3 }],
        ['with a rest of channels on both sides', { x: [2, 5, 7, 19], outChannels: 37 }],
        ['of more channels than a step takes', { x: [1, 6, 6, 36], outChannels: 12 }],
        ['of several tiles of channels', { outChannels: 136 }],
        ['of several tiles of pixels', { x: [2, 19, 13, 4] }],
        ['1x1', { filter: [1, 1] }],
        ['of even sides, strided', { filter: [4, 4], strides: 2, pad: 1, x: [1, 14, 16, 8] }],
        ['dilated', { dilations: 2, x: [1, 11, 9, 4] }],
        ['without padding', { pad: 'valid', x: [1, 10, 9, 4] }],
        ['of a row', { filter: [1, 5], x: [1, 2, 33, 4] }],
        ...ACTIVATIONS.map((activation) => [activation, { activation }]),
        ['one PReLU weight', { activation: 'prelu', onePrelu: true }],
        ['PReLU of a rest', { activation: 'prelu', outChannels: 6 }],
        ['no bias', { bias: false }],
    ])('%s', async (_, given) => {
        await expectSameOnBoth(() => [convolve({ ...plain, ...given })], BOUND);
    });
    it.each([1, 2])('with larger tiles, as on large pictures: %i', async (enough) => {
        tf.env().set('SRKIT_WEBGPU_ENOUGH_GROUPS', enough);
        try {
            await expectSameOnBoth(() => [
                convolve({ ...plain, x: [2, 7, 9, 8], outChannels: 68, activation: 'prelu' }),
                convolve({ ...plain, x: [1, 7, 10, 20], outChannels: 6 }),
                convolve({ ...plain, x: [1, 8, 9, 4], outChannels: 3, filter: [2, 3] }),
            ], BOUND);
        }
        finally {
            tf.env().set('SRKIT_WEBGPU_ENOUGH_GROUPS', 256);
        }
    });
    it('of any shape', async () => {
        const side = fc.integer({ min: 4, max: 9 });
        const channels = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(32, 48, 64, 68));
        await fc.assert(fc.asyncProperty(fc.record({
            x: fc.tuple(fc.integer({ min: 1, max: 2 }), side, side, channels),
            filter: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
            outChannels: channels,
            strides: fc.integer({ min: 1, max: 2 }),
            pad: fc.constantFrom('same', 'valid'),
            activation: fc.constantFrom(...ACTIVATIONS),
            bias: fc.boolean(),
            onePrelu: fc.boolean(),
        }), (given) => expectSameOnBoth(() => [convolve({ ...given, dilations: 1 })], BOUND, 'wasm')), { numRuns: 12, seed: 5 });
    });
    it('keeps NaN', async () => {
        await tf.setBackend('webgpu');
        const y = tf.tidy(() => {
            const x = tf.fill([1, 6, 6, 4], Number.NaN);
            return tf.fused.conv2d({
                x,
                filter: random4([3, 3, 4, 4], 1),
                strides: 1,
                pad: 'same',
                activation: 'leakyrelu',
            });
        });
        expect((await y.data()).every(Number.isNaN)).toBe(true);
        y.dispose();
    });
    it('takes every tile that there is', () => {
        const tiles = new Set();
        for (const pixels of [100, 20_000, 100_000]) {
            for (const channels of [3, 8, 16, 32, 48, 64, 200]) {
                const { pixels: side, rows, columns } = tileFor(pixels, channels);
                expect(rows * columns).toBeLessThanOrEqual(256);
                expect([1, 2, 4, 8]).toContain(side / rows);
                // Bytes of workgroup memory that every device has.
                expect(16 * 16 * (side / 4 + 1) + 16 * 16 * columns).toBeLessThanOrEqual(16384);
                tiles.add(`${side} ${rows}`);
            }
        }
        expect(tiles.size).toBe(6);
    });
    it.each([
        [64, 32],
        [4, 8],
        [20, 4],
    ])('the dense block of %i and %i channels', async (features, growth) => {
        await tf.setBackend('cpu');
        await expectSameOnBoth(() => {
            const x = random4([2, 7, 5, features], 1);
            const inputs = { x };
            const weights = [1, 2, 3, 4, 5].map((k) => {
                const out = k === 5 ? features : growth;
                return {
                    weight: tf.mul(random4([3, 3, features + (k - 1) * growth, out], k), 0.1),
                    bias: random([out], 9 + k),
                };
            });
            weights.forEach(({ weight, bias }, k) => {
                inputs[`weight${k + 1}`] = weight;
                inputs[`bias${k + 1}`] = bias;
            });
            if (tf.getBackend() === 'webgpu') {
                return [
                    tf.engine().runKernel('ResidualDenseBlock', inputs, { slope: 0.2, scale: 0.2 }),
                ];
            }
            const seen = [x];
            for (const [k, { weight, bias }] of weights.entries()) {
                const y = tf.add(tf.conv2d(tf.concat(seen, 3), weight, 1, 'same'), bias);
                seen.push((k === 4 ? tf.add(tf.mul(y, 0.2), x) : tf.leakyRelu(y, 0.2)));
            }
            return [seen[5]];
        }, BOUND, 'wasm');
    });
    it.each([
        ['of whole vectors', {}],
        ['of many pixels', { x: [2, 19, 17, 4], outChannels: 4 }],
        ['with a rest of channels', { x: [1, 9, 7, 19], outChannels: 37 }],
        ['of several tiles of channels', { x: [1, 6, 6, 72], outChannels: 68 }],
        ['of three channels', { x: [1, 6, 7, 3] }],
        ['to one channel', { outChannels: 1 }],
        ['1x1', { filter: [1, 1] }],
        ['strided, of even sides', { filter: [4, 4], strides: 2, pad: 1, x: [1, 14, 16, 8] }],
        ['strided, of odd sides', { strides: 2, x: [2, 7, 9, 4] }],
        ['without padding', { pad: 'valid', x: [1, 10, 9, 4] }],
    ])('gradients: %s', async (_, given) => {
        await expectSameOnBoth(() => {
            const { x, filter, outChannels, strides, pad } = { ...plain, ...given };
            const run = (input, weights) => tf.conv2d(input, weights, strides, pad, 'NHWC', 1, typeof pad === 'number' ? 'floor' : undefined);
            const inputs = [random4(x, 1), random4([...filter, x[3], outChannels], 2)];
            const y = run(inputs[0], inputs[1]);
            return tf.grads(run)(inputs, random(y.shape, 3));
        }, BOUND);
    });
    it('gives the same gradients every time', async () => {
        await tf.setBackend('webgpu');
        const read = async () => {
            const gradient = tf.tidy(() => {
                const filter = random4([3, 3, 4, 4], 2);
                return tf.grad((w) => tf.conv2d(random4([1, 40, 40, 4], 1), w, 1, 'same'))(filter);
            });
            const values = Array.from(await gradient.data());
            gradient.dispose();
            return values;
        };
        expect(await read()).toEqual(await read());
    });
});
describe.skipIf(!hasGpu)('Adam on WebGPU', () => {
    it.each([0, 0.01])('is Adam, with weight decay %d', async (weightDecay) => {
        await expectSameOnBoth(() => {
            const tensors = {
                parameter: random([5, 7], 1),
                gradient: random([5, 7], 2),
                expAvg: random([5, 7], 3),
                expAvgSq: tf.abs(random([5, 7], 4)),
            };
            const { parameter, expAvg, expAvgSq } = adamUpdate(tensors, {
                beta1: 0.9,
                beta2: 0.99,
                eps: 1e-8,
                weightDecay,
                correction: Math.sqrt(1 - 0.99 ** 3),
                stepSize: 1e-2,
            });
            return [parameter, expAvg, expAvgSq];
        }, 1e-6);
    });
});
describe.skipIf(!hasGpu)('bias and PReLU in one step on WebGPU', () => {
    it.each([
        ['a few channels', [2, 5, 7, 6]],
        ['more pixels than a part has', [1, 23, 29, 48]],
        ['more channels than a group has threads', [1, 3, 3, 300]],
        ['one channel', [3, 4, 5, 1]],
    ])('gives what the CPU gives, with gradients: %s', async (_, shape) => {
        await expectSameOnBoth(() => {
            const channels = shape.at(-1);
            const inputs = [random(shape, 1), random([channels], 2), random([channels], 3)];
            const run = (z, bias, slopes) => biasPrelu(z, bias, slopes);
            const [z, bias, slopes] = inputs;
            return [run(z, bias, slopes), ...tf.grads(run)(inputs, random(shape, 4))];
        }, BOUND);
    });
});
