import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { ConfigError } from '@srkit/core';
import { resizePillowU8 } from '@srkit/ops';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { bicubicQuery } from './bicubic-query';
import { CorrespondenceGenerationArch } from './correspondence-generation-arch';
import { refineFlow } from './refine-flow';

beforeAll(() => tf.setBackend('wasm'));

const SIDE = 64;
/** Of features. */
const CELLS = SIDE / 4;

/** Waves of several lengths and directions, moved. */
const picture = (down: number, right: number): tf.Tensor4D =>
  tf.tidy(() => {
    const values = Float32Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
      const [y, x] = [Math.floor(i / 3 / SIDE) - down, (Math.floor(i / 3) % SIDE) - right];
      const sum =
        Math.sin(0.5 * x + 0.13 * y) + Math.sin(0.45 * y - 0.21 * x + 1) + Math.sin(0.31 * y + 0.36 * x);
      return Math.round(255 * (0.5 + 0.15 * sum)) / 255;
    });
    return tf.tensor4d(values, [1, SIDE, SIDE, 3]);
  });

const queryOf = (sharp: tf.Tensor4D): tf.Tensor4D =>
  bicubicQuery(resizePillowU8(sharp, [CELLS, CELLS], 'bicubic'));

it.each([
  [0, 0, 1, 0.3],
  [2, -1, 1, 0.3],
  [-1.5, 2.25, 1, 0.4],
  [1.5, 0.75, 0.7, 0.4],
  // The furthest that is looked for.
  [3, -3, 1, 0.3],
])(
  'finds a reference that is moved by %f and %f pixels, in other light',
  async (down, right, light, within) => {
    const [up, reference] = tf.tidy(() => [
      queryOf(picture(0, 0)),
      tf.add<tf.Tensor4D>(tf.mul(picture(down, right), light), 0.1),
    ]);
    const refined = refineFlow(tf.zeros([1, CELLS, CELLS, 2]), up, reference);
    const flow = (await refined.array())[0]!;
    // Right before down, in features of four pixels; patches at the edge see what is not in both.
    const errors = flow
      .slice(2, CELLS - 5)
      .flatMap((row) => row.slice(2, CELLS - 5))
      .flatMap(([x, y]) => [Math.abs(4 * x! - right), Math.abs(4 * y! - down)]);
    // A patch may see nothing that tells its place along an edge.
    expect(errors.filter((error) => error > within).length / errors.length).toBeLessThan(0.03);
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(within / 2);
    // What has no match keeps none.
    expect(flow[CELLS - 1]!.flat().every((v) => v === 0)).toBe(true);
  },
);

it('starts from what each place matched: a whole feature more or less changes nothing', async () => {
  const [up, reference] = tf.tidy(() => [queryOf(picture(0, 0)), picture(5, -6)]);
  const flow = tf.tidy(() => tf.mul<tf.Tensor4D>(tf.ones([1, CELLS, CELLS, 2]), tf.tensor1d([-1, 1])));
  const refined = (await refineFlow(flow, up, reference).array())[0]!;
  const [x, y] = refined[7]![7]!;
  expect(Math.abs(4 * x! + 6)).toBeLessThan(0.3);
  expect(Math.abs(4 * y! - 5)).toBeLessThan(0.3);
});

it('is what a correspondence does that says so, and only that one', async () => {
  const [up, reference] = tf.tidy(() => [queryOf(picture(0, 0)), picture(2, -1)]);
  // Features that match each place with itself.
  const dense = tf.tidy(() => {
    const eye = tf.reshape(tf.eye(CELLS * CELLS), [1, CELLS, CELLS, CELLS * CELLS]) as tf.Tensor4D;
    return { denseFeatures1: eye, denseFeatures2: eye.clone() };
  });
  const widths = [2, 2, 2] as const;
  const whole = new CorrespondenceGenerationArch({ widths });
  const exact = new CorrespondenceGenerationArch({ widths, refined: true });
  const before = tf.memory().numTensors;
  const found = [whole.preOffsets(dense, reference), exact.preOffsets(dense, reference, up)];
  const middle = await Promise.all(
    found.map(async ({ relu1_1 }) => (await relu1_1.array())[0]![32]![32]!.slice(8, 10)),
  );
  expect(middle[0]).toEqual([0, 0]);
  expect(Math.abs(middle[1]![0]! - 2)).toBeLessThan(0.3);
  expect(Math.abs(middle[1]![1]! + 1)).toBeLessThan(0.3);
  for (const offsets of found) for (const tensor of Object.values(offsets)) tensor.dispose();
  expect(() => exact.preOffsets(dense, reference)).toThrow(ConfigError);
  expect(tf.memory().numTensors).toBe(before);
});
