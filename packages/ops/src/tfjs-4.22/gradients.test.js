import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import { ConfigError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { filter2d } from '../filter2d/filter2d';
import { pixelShuffle } from '../pixel-shuffle/pixel-shuffle';
import { resize } from '../resize/resize';
import { mendGradients } from './gradients';
/** Distinct values in -1..1 in a shuffled order, none of them within 0.003 of 0, so that no step crosses a kink there. */
const scattered = (shape, seed) => {
    const size = shape.reduce((product, side) => product * side, 1);
    const keys = Array.from({ length: size }, (_, i) => Math.imul(i + 1, 0x9e3779b1 * (2 * seed + 1)) >>> 0);
    const values = new Float32Array(size);
    keys
        .map((key, i) => [key, i])
        .sort((a, b) => a[0] - b[0])
        .forEach(([, i], rank) => {
        const value = ((2 * rank + 1) / size - 1) * 0.997;
        values[i] = value + 0.003 * Math.sign(value);
    });
    return tf.tensor(values, shape);
};
const positive = (shape, seed) => tf.add(tf.abs(scattered(shape, seed)), 0.5);
const PICTURE = [2, 6, 8, 3];
const conv = (stride, pad) => (x, w) => tf.conv2d(x, w, stride, pad, 'NHWC', 1, 'floor');
const squared = (op) => (x) => tf.square(op(x));
/** Batch normalisation in training, in elementary ops. */
const batchNorm = (x, gamma, beta) => {
    const centred = tf.sub(x, tf.mean(x, [0, 1, 2]));
    const variance = tf.mean(tf.square(centred), [0, 1, 2]);
    return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5))), gamma), beta);
};
const OPS = {
    'conv2d 3x3': [conv(1, 1), () => [scattered(PICTURE, 1), scattered([3, 3, 3, 4], 2)]],
    'conv2d 3x3, stride 2': [conv(2, 1), () => [scattered(PICTURE, 1), scattered([3, 3, 3, 4], 2)]],
    'conv2d 4x4, stride 2': [conv(2, 1), () => [scattered(PICTURE, 1), scattered([4, 4, 3, 4], 2)]],
    'conv2d 1x1': [conv(1, 0), () => [scattered(PICTURE, 1), scattered([1, 1, 3, 4], 2)]],
    'bias addition': [(x, b) => tf.square(tf.add(x, b)), () => [scattered(PICTURE, 1), scattered([3], 2)]],
    'batch normalisation': [batchNorm, () => [scattered(PICTURE, 1), scattered([3], 2), scattered([3], 3)]],
    leakyRelu: [squared((x) => tf.leakyRelu(x, 0.2)), () => [scattered(PICTURE, 1)]],
    relu: [squared(tf.relu), () => [scattered(PICTURE, 1)]],
    prelu: [(x, a) => tf.square(tf.prelu(x, a)), () => [scattered(PICTURE, 1), positive([3], 2)]],
    sigmoid: [squared(tf.sigmoid), () => [scattered(PICTURE, 1)]],
    tanh: [tf.tanh, () => [scattered(PICTURE, 1)]],
    exp: [tf.exp, () => [scattered(PICTURE, 1)]],
    softplus: [tf.softplus, () => [scattered(PICTURE, 1)]],
    softmax: [(x) => tf.softmax(x), () => [scattered([3, 5], 1)]],
    maximum: [
        (a, b) => tf.square(tf.maximum(a, b)),
        () => [scattered(PICTURE, 1), tf.mul(scattered(PICTURE, 2), 0.3)],
    ],
    'average over space': [squared((x) => tf.mean(x, [1, 2], true)), () => [scattered(PICTURE, 1)]],
    avgPool: [squared((x) => tf.avgPool(x, 2, 2, 'valid')), () => [scattered(PICTURE, 1)]],
    maxPool: [squared((x) => tf.maxPool(x, 2, 2, 'valid')), () => [scattered(PICTURE, 1)]],
    depthToSpace: [squared((x) => tf.depthToSpace(x, 2)), () => [scattered([2, 3, 4, 8], 1)]],
    'resize bilinear x2': [
        squared((x) => resize(x, { scaleFactor: 2, mode: 'bilinear' })),
        () => [scattered(PICTURE, 1)],
    ],
    'image.resizeBilinear': [
        squared((x) => tf.image.resizeBilinear(x, [12, 16], false, true)),
        () => [scattered(PICTURE, 1)],
    ],
    'image.resizeBilinear, corners aligned': [
        squared((x) => tf.image.resizeBilinear(x, [11, 5], true)),
        () => [scattered(PICTURE, 1)],
    ],
    'image.resizeNearestNeighbor': [
        squared((x) => tf.image.resizeNearestNeighbor(x, [12, 16])),
        () => [scattered(PICTURE, 1)],
    ],
    'image.resizeNearestNeighbor, half pixels': [
        squared((x) => tf.image.resizeNearestNeighbor(x, [9, 5], false, true)),
        () => [scattered(PICTURE, 1)],
    ],
    squaredDifference: [
        (x, y) => tf.squaredDifference(x, y),
        () => [scattered(PICTURE, 1), scattered([1, 1, 3], 2)],
    ],
    'mirrorPad, reflecting': [
        squared((x) => tf.mirrorPad(x, [
            [0, 0],
            [3, 5],
            [2, 0],
            [0, 2],
        ], 'reflect')),
        () => [scattered(PICTURE, 1)],
    ],
    'mirrorPad, symmetric': [
        squared((x) => tf.mirrorPad(x, [
            [0, 0],
            [6, 5],
            [2, 0],
            [0, 3],
        ], 'symmetric')),
        () => [scattered(PICTURE, 1)],
    ],
    filter2d: [
        (x, k) => tf.square(filter2d(x, k)),
        () => [scattered(PICTURE, 1), scattered([1, 3, 3], 2)],
    ],
    pixelShuffle: [squared((x) => pixelShuffle(x, 2)), () => [scattered([2, 3, 4, 8], 1)]],
    conv2dTranspose: [
        (x, w) => tf.conv2dTranspose(x, w, [2, 12, 16, 4], 2, 1),
        () => [scattered(PICTURE, 1), scattered([4, 4, 4, 3], 2)],
    ],
    'fused.conv2d': [
        (x, w, b) => tf.fused.conv2d({
            x: x,
            filter: w,
            strides: 1,
            pad: 1,
            bias: b,
        }),
        () => [scattered(PICTURE, 1), scattered([3, 3, 3, 4], 2), scattered([4], 3)],
    ],
    'fused batch normalisation': [
        (x, mean, variance, offset, scale) => tf.batchNorm(x, mean, variance, offset, scale, 1e-5),
        () => [scattered(PICTURE, 1), scattered([3], 2), positive([3], 3), scattered([3], 4), scattered([3], 5)],
    ],
    moments: [
        (x) => tf.mul(tf.moments(x, [1, 2]).variance, tf.moments(x, [1, 2]).mean),
        () => [scattered(PICTURE, 1)],
    ],
    norm: [(x) => tf.norm(x, 'euclidean', 3), () => [positive(PICTURE, 1)]],
    max: [squared((x) => tf.max(x, 3)), () => [scattered(PICTURE, 1)]],
    where: [
        (a, b) => tf.where(tf.greater(a, b), tf.square(a), tf.mul(a, b)),
        () => [scattered(PICTURE, 1), tf.mul(scattered(PICTURE, 1), -0.5)],
    ],
    abs: [(x) => tf.mul(tf.abs(x), x), () => [scattered(PICTURE, 1)]],
    'elementary functions': [
        (x) => tf.addN([
            tf.sqrt(x),
            tf.rsqrt(x),
            tf.log(x),
            tf.log1p(x),
            tf.pow(x, 1.5),
            tf.reciprocal(x),
            tf.erf(x),
        ]),
        () => [positive(PICTURE, 1)],
    ],
    division: [(a, b) => tf.div(a, tf.sub(b, 3)), () => [scattered(PICTURE, 1), scattered([8, 1], 2)]],
    matMul: [
        (a, b) => tf.matMul(a, b, false, true),
        () => [scattered([2, 3, 4], 1), scattered([2, 5, 4], 2)],
    ],
    logSumExp: [(x) => tf.logSumExp(x, 1), () => [scattered([3, 5], 1)]],
    'moving things around': [
        (x) => {
            const parts = [tf.slice(x, [0, 1, 1, 0], [2, 3, 4, 2]), tf.slice(x, [0, 2, 3, 1], [2, 3, 4, 2])];
            const tiled = tf.tile(tf.transpose(tf.concat(parts, 3), [0, 3, 1, 2]), [1, 2, 1, 1]);
            return tf.square(tf.stack([tf.reverse(tiled, 2), tf.mul(tiled, 2)]));
        },
        () => [scattered(PICTURE, 1)],
    ],
    gather: [
        squared((x) => tf.gather(x, tf.tensor1d([0, 2, 2, 1], 'int32'), 3)),
        () => [scattered(PICTURE, 1)],
    ],
};
const H = 2e-3;
/** The derivative of `f` along `steps` by the gradients, against central differences. */
const expectGradients = (f, xs) => {
    const total = (...inputs) => tf.sum(f(...inputs));
    tf.grads(total)(xs).forEach((gradient, i) => {
        const step = scattered(xs[i].shape, 20 + i);
        const at = (h) => {
            const moved = xs.map((x, j) => (i === j ? tf.add(x, tf.mul(step, h)) : x));
            return f(...moved).dataSync();
        };
        const [ahead, behind] = [at(H), at(-H)];
        // Differences are summed in float64: in float32 the sum would drown them.
        const numeric = ahead.reduce((sum, value, k) => sum + (value - behind[k]), 0) / (2 * H);
        const analytic = tf.sum(tf.mul(gradient, step)).dataSync()[0];
        expect(Math.abs(analytic - numeric)).toBeLessThan(0.01 + 0.004 * Math.abs(numeric));
    });
};
describe.each(['cpu', 'wasm', 'srkit-wasm'])('gradients on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    it.each(Object.entries(OPS))('%s: first and second order agree with differences', (_, [op, make]) => {
        const before = tf.memory().numTensors;
        tf.tidy(() => {
            const xs = make();
            const weights = scattered(op(...xs).shape, 9);
            expectGradients((...inputs) => tf.mul(op(...inputs), weights), xs);
            const directions = xs.map((x, i) => scattered(x.shape, 10 + i));
            // What a penalty does: gradients, as a function of the inputs and of the gradients they are made of.
            expectGradients((...inputs) => {
                const [ys, dy] = [inputs.slice(0, -1), inputs.at(-1)];
                const gradients = tf.grads(op)(ys, dy);
                return tf.concat(gradients
                    .map((g, i) => tf.reshape(tf.mul(g, directions[i]), [-1]))
                    .concat(
                // An op that is linear in an input has no second derivative in it; tf.grads wants a path all the same.
                tf.reshape(tf.mul(tf.addN(ys.map((y) => tf.sum(y))), 0), [1])));
            }, [...xs, weights]);
        });
        expect(tf.memory().numTensors).toBe(before);
    });
    it('takes the gradient of a gradient penalty in the weights of a small discriminator', () => {
        const before = tf.memory().numTensors;
        const x = scattered([2, 8, 8, 3], 1);
        const weights = tf.tidy(() => [
            tf.mul(scattered([3, 3, 3, 4], 2), 0.1),
            tf.mul(scattered([4, 4, 4, 6], 3), 0.1),
            tf.mul(scattered([1, 1, 6, 1], 4), 0.1),
        ]);
        // The gradient jumps where a unit changes its sign: biases keep each of them on one side, half on either.
        const biases = [tf.tensor1d([3, -3, 3, -3]), tf.tensor1d([9, -9, 9, -9, 9, -9])];
        const penalty = (w0, w1, w2) => {
            const critic = (picture) => {
                const a = tf.leakyRelu(tf.add(tf.conv2d(picture, w0, 1, 1), biases[0]), 0.2);
                const b = tf.leakyRelu(tf.add(tf.conv2d(a, w1, 2, 1), biases[1]), 0.2);
                const up = resize(b, { scaleFactor: 2, mode: 'bilinear' });
                return tf.sum(tf.sigmoid(tf.conv2d(up, w2, 1, 0)));
            };
            const norms = tf.norm(tf.reshape(tf.grad(critic)(x), [2, -1]), 'euclidean', 1);
            return tf.mean(tf.square(tf.sub(norms, 1)));
        };
        tf.tidy(() => {
            tf.grads(penalty)(weights).forEach((gradient, i) => {
                const step = scattered(weights[i].shape, 30 + i);
                const at = (h) => penalty(...weights.map((w, j) => (i === j ? tf.add(w, tf.mul(step, h)) : w))).dataSync()[0];
                const numeric = (at(5 * H) - at(-5 * H)) / (10 * H);
                const analytic = tf.sum(tf.mul(gradient, step)).dataSync()[0];
                expect(Math.abs(analytic)).toBeGreaterThan(0.01);
                expect(analytic).toBeCloseTo(numeric, 2);
            });
        });
        tf.dispose([x, ...weights, ...biases]);
        expect(tf.memory().numTensors).toBe(before);
    });
});
it('refuses the second-order gradient of a max pool with overlapping windows', () => {
    const x = scattered(PICTURE, 1);
    const inner = (y) => tf.sum(tf.square(tf.grad((z) => tf.square(tf.maxPool(z, 3, 2, 'valid')))(y)));
    expect(() => tf.grad(inner)(x)).toThrow(ConfigError);
});
it("comes back after tfjs's own gradients were put in its place", () => {
    const mended = tf.getGradient('Sigmoid');
    tf.unregisterGradient('Sigmoid');
    mendGradients();
    expect(tf.getGradient('Sigmoid')).toBe(mended);
});
