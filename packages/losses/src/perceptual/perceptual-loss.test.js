import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { PerceptualLoss, textureLoss } from '..';
/** Two "layers" that are easily computed by hand. */
const extractor = {
    forward: (x) => ({ half: tf.mul(x, 0.5), square: tf.square(x) }),
};
const x = () => tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
const gt = () => tf.tensor4d([1, 0, 1, 2], [1, 1, 2, 2]);
beforeAll(async () => {
    await tf.setBackend('cpu');
});
describe('PerceptualLoss', () => {
    it.each([
        ['l1', 0.75],
        ['l2', 0.75],
        ['fro', Math.sqrt(3)],
    ])('%s of the weighted layers', (criterion, expected) => {
        const loss = new PerceptualLoss(extractor, {
            layerWeights: { half: 2 },
            criterion,
            perceptualWeight: 0.5,
        });
        expect(loss.forward(x(), gt()).perceptual?.dataSync()[0]).toBeCloseTo(expected, 6);
        expect(loss.forward(x(), gt()).style).toBeNull();
    });
    it('takes style from the Gram matrices over c h w, and leaves out what has weight 0', () => {
        const loss = new PerceptualLoss(extractor, {
            layerWeights: { half: 1 },
            perceptualWeight: 0,
            styleWeight: 1,
        });
        // Gram of x: [[10, 14], [14, 20]] / 4; of gt: [[2, 2], [2, 4]] / 4; each over c h w = 4.
        const expected = (8 + 12 + 12 + 16) / 4 / 4 / 4;
        const { perceptual, style } = loss.forward(x(), gt());
        expect(perceptual).toBeNull();
        expect(style?.dataSync()[0]).toBeCloseTo(expected, 6);
    });
    it('gives gradients to x alone, 0 where nothing differs, and leaks nothing', () => {
        const loss = new PerceptualLoss(extractor, { layerWeights: { half: 1, square: 1 }, criterion: 'fro' });
        const [a, b] = [x(), gt()];
        const before = tf.memory().numTensors;
        const value = (p, q) => loss.forward(p, q).perceptual;
        const gradient = tf.grad((p) => value(p, a))(a);
        expect([...gradient.dataSync()]).toEqual([0, 0, 0, 0]);
        gradient.dispose();
        expect(tf.memory().numTensors).toBe(before);
        // Last, because tfjs itself leaks when it finds no gradient.
        expect(() => tf.grad((q) => value(a, q))(b)).toThrow();
    });
    it('says what does not fit', () => {
        expect(() => new PerceptualLoss(extractor, { layerWeights: {} })).toThrow(/layerWeights is empty/);
        expect(() => new PerceptualLoss(extractor, { layerWeights: { half: -1 } })).toThrow(/half is -1/);
        expect(() => new PerceptualLoss(extractor, { layerWeights: { half: 1 }, criterion: 'l3' })).toThrow(ConfigError);
        const loss = new PerceptualLoss(extractor, { layerWeights: { conv5_4: 1 } });
        expect(() => loss.forward(x(), gt())).toThrow(/'conv5_4', only 'half', 'square'/);
        expect(() => loss.forward(x(), tf.zeros([1, 2, 2, 2]))).toThrow(ShapeError);
    });
});
it('textureLoss says which size its weights should have', () => {
    const picture = tf.zeros([1, 16, 16, 3]);
    expect(() => textureLoss(extractor, picture, {}, tf.zeros([1, 4, 4, 1]))).toThrow(/\[1,2,2,1\]/);
});
