import '@srkit/backend-wasm';
import '@tensorflow/tfjs';
import type { Raster } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { msSsim, msSsimLoss, ssim, ssimLoss } from './index';
import { drawPair } from './testing/draw-pair';
import { expectSlope } from './testing/expect-slope';

const tensorOf = ({ width, height, data }: Raster): tf.Tensor4D =>
  tf.tensor4d(
    Float32Array.from(data, (v) => v / 255),
    [1, height, width, 3],
  );

beforeAll(async () => {
  await tf.setBackend('srkit-wasm');
});

// Slopes of PyTorch, in double precision, with respect to the second picture.
describe.each([
  ['ssimLoss', ssimLoss, ssim, 30, 26, 0.13319933564911224, 0.3540547706013003],
  ['msSsimLoss', msSsimLoss, msSsim, 165, 171, -0.002088260606118524, 0.005591511572051743],
] as const)('%s', (_name, loss, metric, width, height, along, length) => {
  test('is 1 minus the metric, its gradient is what PyTorch gives, and it leaves no tensor', async () => {
    const pair = drawPair(width, height);
    const [a, b] = pair.map(tensorOf) as [tf.Tensor4D, tf.Tensor4D];
    const before = tf.memory().numTensors;
    const value = loss(a, b);
    expect((await value.data())[0]).toBeCloseTo(1 - (await metric(...pair)), 5);
    value.dispose();
    await expectSlope((x) => loss(a, x), b, { along, length });
    // Both sides have one.
    await expectSlope((x) => loss(x, a), b, { along, length });
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([a, b]);
  });

  test('of a batch is the mean, of equal pictures 0 with a gradient of 0, of opposite ones no NaN', async () => {
    const [a, b] = drawPair(width, height).map(tensorOf) as [tf.Tensor4D, tf.Tensor4D];
    const both = tf.tidy(() => [tf.concat([a, a], 0), tf.concat([a, b], 0)] as const);
    const values = tf.tidy(() => [loss(...(both as [tf.Tensor4D, tf.Tensor4D])), loss(a, b), loss(b, b)]);
    const [mean, one, none] = await Promise.all(values.map(async (value) => (await value.data())[0]!));
    expect(mean).toBeCloseTo(one! / 2, 5);
    expect(none).toBeCloseTo(0, 6);
    await expectSlope((x) => loss(x, b), b, { along: 0, length: 0 });
    const inverse = tf.tidy(() => tf.sub(1, b) as tf.Tensor4D);
    const slope = tf.grad((x) => loss(x as tf.Tensor4D, b))(inverse);
    expect((await slope.data()).every(Number.isFinite)).toBe(true);
    tf.dispose([a, b, both, values, inverse, slope]);
  });

  test('names shapes that do not do', () => {
    const [a, b] = [tf.zeros<tf.Rank.R4>([1, 10, 40, 3]), tf.zeros<tf.Rank.R4>([1, 11, 40, 3])];
    expect(() => loss(a, a)).toThrow(/\[1,10,40,3\].*sides of (11|161) or more/);
    expect(() => loss(a, b)).toThrow(/same shape/);
    tf.dispose([a, b]);
  });
});
