import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { tensorToBytes } from './to-bytes';

describe.each(['cpu', 'wasm', 'srkit-wasm'])('rounding on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
    await tf.ready();
  });

  it('tfjs rounds halves to the even number, below zero too', () => {
    const x = tf.tensor1d([-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 254.5, 0.49999997, -0.49999997]);
    const y = tf.round(x);
    expect([...y.dataSync()].map((v) => v + 0)).toEqual([-4, -2, -2, 0, 0, 2, 2, 4, 254, 0, 0]);
    tf.dispose([x, y]);
  });

  it('tensorToBytes clamps, rounds halves to the even number and takes NaN for 0', async () => {
    const x = tf.tensor3d([-1, 0.5 / 255, 1.5 / 255, 2, 0.5, Number.NaN], [1, 6, 1]);
    const before = tf.memory().numTensors;
    expect([...(await tensorToBytes(x))]).toEqual([0, 0, 2, 255, 128, 0]);
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });

  it('tensorToBytes gives back the bytes that a picture was made of', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 3, maxLength: 30 }), async (data) => {
        const bytes = data.subarray(0, data.length - (data.length % 3));
        const x = tf.tensor4d(
          Float32Array.from(bytes, (v) => v / 255),
          [1, 1, bytes.length / 3, 3],
        );
        expect(await tensorToBytes(x)).toEqual(new Uint8Array(bytes));
        x.dispose();
      }),
      { numRuns: 50, seed: 11 },
    );
  });

  it('tensorToBytes turns channels around and takes another range', async () => {
    const x = tf.tensor3d([-1, 0, 1, 3, 0.5, -0.5], [1, 2, 3]);
    const bytes = await tensorToBytes(x, { min: -1, max: 1, order: 'bgr' });
    expect([...bytes]).toEqual([255, 128, 0, 64, 191, 255]);
    x.dispose();
  });

  it('tensorToBytes names the value and the remedy', async () => {
    const [two, four] = [tf.zeros<tf.Rank.R4>([2, 3, 4, 3]), tf.zeros<tf.Rank.R4>([1, 3, 4, 4])];
    await expect(tensorToBytes(two)).rejects.toThrow(
      /\[2,3,4,3\] is not one picture .* expected \[h, w, c\]/,
    );
    await expect(tensorToBytes(four)).rejects.toThrow(ShapeError);
    const one = tf.zeros<tf.Rank.R3>([3, 4, 1]);
    await expect(tensorToBytes(one, { min: 1, max: 1 })).rejects.toThrow(/range is 1 to 1/);
    await expect(tensorToBytes(one, { max: Number.NaN })).rejects.toThrow(ConfigError);
    tf.dispose([two, four, one]);
  });
});
