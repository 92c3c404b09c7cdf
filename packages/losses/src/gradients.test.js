import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { charbonnierLoss, GAN_TYPES, ganLoss, gradientPenalty, l1Loss, ldlArtifactMap, mseLoss, multiScaleGanLoss, PerceptualLoss, r1Penalty, textureLoss, weightedTvLoss, } from '.';
import { expectDerivative } from './testing/expect-derivative';
const uniform = (shape, seed, least, most) => tf.randomUniform(shape, least, most, 'float32', seed);
const side = fc.integer({ min: 2, max: 7 });
const shapes = fc.tuple(fc.integer({ min: 1, max: 3 }), side, side, fc.integer({ min: 1, max: 4 }));
const seeds = fc.nat(1e6);
/** The same shapes and values in every run. */
const FIXED = { numRuns: 15, seed: 11 };
/** For random shapes; what `check` makes is freed. */
const everywhere = (check) => fc.assert(fc.property(shapes, seeds, (shape, seed) => {
    tf.tidy(() => check(shape, seed));
}), FIXED);
/** Everywhere 0.3 or more above or below `x`, where |x - y| is smooth. */
const apart = (x, seed) => {
    const sign = tf.sign(uniform(x.shape, seed, -1, 1));
    return tf.add(x, tf.mul(sign, uniform(x.shape, seed + 1, 0.3, 1)));
};
beforeAll(async () => {
    await tf.setBackend('cpu');
});
describe('the gradient agrees with finite differences on random shapes', () => {
    it.each(Object.entries({ l1Loss, mseLoss, charbonnierLoss }).flatMap(([name, loss]) => ['mean', 'sum'].map((reduction) => ({ name, loss, reduction }))))('$name, $reduction', ({ loss, reduction }) => {
        everywhere((shape, seed) => {
            const x = uniform(shape, seed, -1, 1);
            const target = apart(x, seed + 1);
            const weight = uniform(shape, seed + 3, 0.1, 1);
            const options = { reduction, lossWeight: 0.7 };
            expectDerivative((y) => loss(y, target, options), x, seed + 4);
            expectDerivative((y) => loss(y, target, { ...options, weight }), x, seed + 5);
            // A target has a gradient as well.
            expectDerivative((y) => loss(x, y, options), target, seed + 6);
        });
    });
    it('weightedTvLoss', () => {
        everywhere(([n, h, w, c], seed) => {
            // A chessboard, so that no two neighbours come close.
            const board = tf.tensor4d(Array.from({ length: n * h * w * c }, (_, i) => {
                const pixel = Math.floor(i / c);
                return (Math.floor(pixel / w) + (pixel % w)) % 2;
            }), [n, h, w, c]);
            const x = tf.add(board, uniform([n, h, w, c], seed, -0.2, 0.2));
            for (const reduction of ['mean', 'sum']) {
                const weight = uniform([n, h, w, 1], seed + 1, 0.1, 1);
                expectDerivative((y) => weightedTvLoss(y, { reduction }), x, seed + 2);
                expectDerivative((y) => weightedTvLoss(y, { reduction, weight }), x, seed + 3);
            }
        });
    });
    it.each(GAN_TYPES)('ganLoss and multiScaleGanLoss, %s', (type) => {
        everywhere((shape, seed) => {
            // Between -0.9 and 0.9: the hinge has its kinks at 1 and -1, the cross entropy is smooth.
            const x = uniform(shape, seed, -0.9, 0.9);
            for (const real of [true, false]) {
                for (const isDisc of [true, false]) {
                    const options = { type, isDisc, lossWeight: 0.3, realLabel: 0.9, fakeLabel: 0.1 };
                    expectDerivative((y) => ganLoss(y, real, options), x, seed + 1);
                    expectDerivative((y) => multiScaleGanLoss([y, [x, tf.square(y)]], real, options), x, seed + 2);
                }
            }
        });
    });
    /** Two layers of positive features that grow with every pixel. */
    const extractor = (channels) => {
        const filter = uniform([2, 2, channels, 3], 5, 0.1, 0.5);
        return {
            forward: (x) => {
                const first = tf.conv2d(x, filter, 1, 'same');
                return { first, second: tf.square(first) };
            },
        };
    };
    it.each(['l1', 'l2', 'fro'])('PerceptualLoss with its style term, %s', (criterion) => {
        everywhere((shape, seed) => {
            const loss = new PerceptualLoss(extractor(shape[3]), {
                layerWeights: { first: 1, second: 0.5 },
                criterion,
                styleWeight: 1,
            });
            // Below the ground truth in every feature, where the absolute difference is smooth.
            const [x, gt] = [uniform(shape, seed, 0.2, 0.8), uniform(shape, seed + 1, 1, 1.5)];
            expectDerivative((y) => loss.forward(y, gt).perceptual, x, seed + 2);
            expectDerivative((y) => loss.forward(y, gt).style, x, seed + 3);
        });
    });
    it('textureLoss', () => {
        everywhere(([n, h, w, c], seed) => {
            const [height, width] = [4 * (h + 1), 4 * (w + 1)];
            const filter = uniform([1, 1, c, 2], 7, 0.1, 0.5);
            const layers = {
                forward: (x) => {
                    const relu1_1 = tf.conv2d(x, filter, 1, 'same');
                    const relu2_1 = tf.avgPool(relu1_1, 2, 2, 'valid');
                    return { relu1_1, relu2_1, relu3_1: tf.avgPool(relu2_1, 2, 2, 'valid') };
                },
            };
            const x = uniform([n, height, width, c], seed, 0.2, 0.8);
            const maps = layers.forward(uniform([n, height, width, c], seed + 1, 1, 1.5));
            const weights = uniform([n, h - 1, w - 1, 1], seed + 2, 0, 0.1);
            const lossWeight = 1e5 * width ** 4;
            expectDerivative((y) => textureLoss(layers, y, maps, weights, { lossWeight }), x, seed + 3);
        });
    });
    it('ldlArtifactMap', () => {
        everywhere(([n, h, w, c], seed) => {
            const shape = [n, h + 2, w + 2, c];
            const gt = uniform(shape, seed, 0, 1);
            // Further from the ground truth than the averaged generator's, so that nothing is masked.
            const output = tf.add(gt, uniform(shape, seed + 1, 0.5, 1));
            const ema = tf.add(gt, 0.1);
            const weights = uniform([n, h + 2, w + 2, 1], seed + 2, -1, 1);
            const map = (y) => tf.mean(tf.mul(ldlArtifactMap(gt, y, ema, { ksize: 3 }), weights));
            expectDerivative(map, output, seed + 3);
        });
    });
    it.each(['pixel', 'sample', 'r1'])('the penalties, which are gradients themselves: %s', (kind) => {
        everywhere(([n, h, w, c], seed) => {
            // The norm of one channel's gradient, or of few, has a kink close by.
            const shape = [n, h, w, c + 3];
            const [real, fake] = [uniform(shape, seed, -1, 1), uniform(shape, seed + 1, -1, 1)];
            const penalty = (filter) => {
                const critic = (x) => tf.square(tf.sigmoid(tf.conv2d(x, filter, 1, 'same')));
                return kind === 'r1'
                    ? r1Penalty(critic, real)
                    : gradientPenalty(critic, real, fake, { norm: kind, seed: 3 });
            };
            expectDerivative(penalty, uniform([3, 3, shape[3], 2], seed + 2, -1, 1), seed + 3);
        });
    });
});
