import { RESIDUAL_DENSE_BLOCK } from '@srkit/core/contracts';
import '@tensorflow/tfjs';
import { conv2d, engine, env, fused, grads, matMul, setBackend, tensor4d, tidy, } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { compareWithCpu } from '../testing/compare-with-cpu';
import { registerTestBackends } from '../testing/test-backends';
registerTestBackends();
/** Float32 sums in another order; relative to the largest result. */
const TOLERANCE = 1e-5;
const RUNS = { numRuns: 60, seed: 20 };
const numbers = (length, seed) => {
    let state = seed + 1;
    return Float32Array.from({ length }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 31 - 1;
    });
};
const operand = (shape, seed) => ({
    shape,
    values: numbers(shape.reduce((product, side) => product * side, 1), seed),
});
const side = fc.integer({ min: 1, max: 19 });
/** 3x3 with stride 1, which goes by Winograd, half of the time. */
const cases = fc
    .record({
    n: fc.integer({ min: 1, max: 2 }),
    h: side,
    w: side,
    channels: fc.integer({ min: 1, max: 21 }),
    out: fc.integer({ min: 1, max: 21 }),
    kernel: fc.constantFrom([3, 3], [3, 3], [1, 1], [4, 4], [5, 2]),
    stride: fc.constantFrom(1, 1, 2, 3),
    pad: fc.constantFrom('same', 'valid', 1),
})
    .filter(({ h, w, kernel: [kh = 1, kw = 1], pad }) => {
    const room = pad === 'same' ? Number.POSITIVE_INFINITY : pad === 1 ? 2 : 0;
    return h + room >= kh && w + room >= kw;
})
    .map(({ n, h, w, channels, out, kernel, stride, pad }) => ({
    x: [n, h, w, channels],
    filter: [...kernel, channels, out],
    stride,
    pad,
}));
afterEach(() => env().set('SRKIT_WASM_EXACT', false));
describe('convolution', () => {
    it('with bias and activation is that of the cpu backend', async () => {
        const activations = fc.constantFrom('linear', 'relu', 'relu6', 'leakyrelu', 'elu', 'sigmoid', 'prelu');
        const exact = fc.boolean();
        await fc.assert(fc.asyncProperty(cases, activations, exact, async ({ x, filter, stride, pad }, activation, sums) => {
            env().set('SRKIT_WASM_EXACT', sums);
            const out = filter[3];
            const run = (...[image, weights, bias, slopes]) => fused.conv2d({
                x: image,
                filter: weights,
                strides: stride,
                pad,
                bias: bias,
                activation: activation,
                leakyreluAlpha: 0.1,
                ...(activation === 'prelu' ? { preluActivationWeights: slopes } : {}),
            });
            await compareWithCpu([operand(x, 1), operand(filter, 2), operand([out], 3), operand([out], 4)], run, TOLERANCE);
        }), RUNS);
    }, 120_000);
    it('has the gradients of the cpu backend', async () => {
        await fc.assert(fc.asyncProperty(cases, fc.boolean(), async ({ x, filter, stride, pad }, sums) => {
            env().set('SRKIT_WASM_EXACT', sums);
            const forward = (image, weights) => conv2d(image, weights, stride, pad);
            await compareWithCpu([operand(x, 5), operand(filter, 6)], (image, weights) => grads(forward)([image, weights]), TOLERANCE);
        }), RUNS);
    }, 120_000);
    it('with dilation is that of the cpu backend', async () => {
        await compareWithCpu([operand([1, 11, 9, 6], 7), operand([3, 3, 6, 5], 8)], (x, filter) => conv2d(x, filter, 1, 'same', 'NHWC', 2), TOLERANCE);
    });
    it('of many channels and pixels, in several passes and parts, is that of the cpu backend', async () => {
        await compareWithCpu([operand([1, 13, 18, 132], 9), operand([3, 3, 132, 150], 10)], (x, filter) => conv2d(x, filter, 1, 'same'), TOLERANCE);
    });
    it.each([
        ['of few pixels, where threads share the output channels', [1, 5, 7, 36], [1, 1, 36, 130], 1],
        ['of pixels a multiple of 2 KiB apart', [2, 5, 5, 512], [1, 1, 512, 20], 1],
        ['of a small strided picture', [1, 9, 8, 5], [3, 3, 5, 140], 2],
        ['of few channels and a large filter', [1, 40, 37, 3], [7, 7, 3, 10], 3],
    ])('%s is that of the cpu backend', async (_name, x, filter, stride) => {
        await compareWithCpu([operand([...x], 13), operand([...filter], 14), operand([filter[3]], 15)], (image, weights, bias) => fused.conv2d({
            x: image,
            filter: weights,
            strides: stride,
            pad: 'same',
            bias: bias,
        }), TOLERANCE);
    });
    it('keeps NaN and infinity where they can be seen, and only there', async () => {
        const values = numbers(8 * 8 * 4, 11);
        values[(3 * 8 + 3) * 4] = Number.NaN;
        for (const backend of ['cpu', 'srkit-wasm-threads']) {
            await setBackend(backend);
            const nan = tidy(() => {
                const y = fused.conv2d({
                    x: tensor4d(values, [1, 8, 8, 4]),
                    filter: tensor4d(numbers(4 * 4, 12), [1, 1, 4, 4]),
                    strides: 1,
                    pad: 'same',
                    activation: 'relu',
                });
                return [...y.dataSync()].filter(Number.isNaN).length;
            });
            expect(nan, backend).toBe(4);
        }
    });
});
it('matrix products are those of the cpu backend, transposed, in batches, of any size', async () => {
    const size = fc.integer({ min: 1, max: 40 });
    const batches = fc.constantFrom([[], []], [[3], []], [[], [2]], [[3], [3]], [[1], [3]], [
        [2, 3],
        [2, 3],
    ]);
    await fc.assert(fc.asyncProperty(size, size, size, fc.boolean(), fc.boolean(), batches, async (m, k, n, ta, tb, [a, b]) => {
        await compareWithCpu([operand([...a, ...(ta ? [k, m] : [m, k])], 13), operand([...b, ...(tb ? [n, k] : [k, n])], 14)], (left, right) => matMul(left, right, ta, tb), TOLERANCE);
    }), RUNS);
}, 120_000);
it('products of few rows, with bias and activation, are those of the cpu backend', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 100 }), fc.boolean(), fc.constantFrom('linear', 'relu', 'relu6', 'sigmoid'), (m, k, n, transposeA, activation) => compareWithCpu([operand(transposeA ? [k, m] : [m, k], 16), operand([k, n], 17), operand([n], 18)], (a, b, bias) => fused.matMul({
        a: a,
        b: b,
        bias: bias,
        transposeA,
        activation: activation,
    }), TOLERANCE)), RUNS);
}, 120_000);
describe('a residual dense block', () => {
    const shapes = (numFeat, grow) => [0, 1, 2, 3, 4].map((k) => [3, 3, numFeat + k * grow, k < 4 ? grow : numFeat]);
    it.each([
        [64, 32, [2, 9, 10]],
        [8, 4, [2, 9, 10]],
        // So large that its convolutions follow each other down the picture, the second time through a batch.
        [8, 4, [1, 105, 110]],
        [4, 4, [3, 61, 57]],
    ])('of %i and %i channels is the chain of its convolutions (%j)', async (numFeat, grow, sides) => {
        const weights = shapes(numFeat, grow).map((shape, k) => operand(shape, 20 + k));
        const biases = weights.map(({ shape }, k) => operand([shape[3]], 30 + k));
        const run = (...[x, ...parameters]) => {
            const inputs = { x: x };
            for (let k = 0; k < 5; k++) {
                inputs[`weight${k + 1}`] = parameters[k].div(10);
                inputs[`bias${k + 1}`] = parameters[k + 5];
            }
            if (engine().backendName !== 'cpu') {
                return engine().runKernel(RESIDUAL_DENSE_BLOCK.kernelName, inputs, {
                    slope: 0.2,
                    scale: 0.2,
                });
            }
            let seen = x;
            for (let k = 1; k < 5; k++) {
                const grown = conv2d(seen, inputs[`weight${k}`], 1, 'same').add(inputs[`bias${k}`]);
                seen = seen.concat(grown.leakyRelu(0.2), 3);
            }
            return conv2d(seen, inputs['weight5'], 1, 'same')
                .add(inputs['bias5'])
                .mul(0.2)
                .add(x);
        };
        await compareWithCpu([operand([...sides, numFeat], 19), ...weights, ...biases], run, TOLERANCE);
    });
});
