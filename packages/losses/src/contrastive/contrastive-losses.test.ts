import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CellPositions, contrastiveStudentLoss, contrastiveTripletLoss, type FeaturePair } from '..';
import { correspondences } from './correspondences';

const SIDE = 20;
const CHANNELS = 5;

const features = (seed: number, side = SIDE): tf.Tensor4D =>
  tf.randomUniform([1, side, side, CHANNELS], -1, 1, 'float32', seed);

/** Every cell moved by the same pixels, so that some positions fall on one cell and some outside. */
const moved = (dx: number, dy: number, side = SIDE): CellPositions => {
  const values = new Float64Array(2 * side * side);
  for (let i = 0; i < side * side; i++) {
    values[2 * i] = 0.9 * 4 * (i % side) + dx;
    values[2 * i + 1] = 4 * Math.floor(i / side) + dy;
  }
  return { shape: [1, side, side, 2], values };
};

/** The definition in double precision, cell by cell. */
const naive = ({ features1, features2 }: FeaturePair, { values }: CellPositions): number => {
  const rows = (tensor: tf.Tensor4D): number[][] =>
    (tensor.reshape([SIDE * SIDE, CHANNELS]).arraySync() as number[][]).map((row) => {
      const size = Math.hypot(...row);
      return row.map((v) => v / size);
    });
  const [first, second] = [rows(features1), rows(features2)];
  const even = (v: number): number => (Math.abs(v % 1) === 0.5 ? 2 * Math.round(v / 2) : Math.round(v));
  const inside = (v: number): boolean => v > 10 && v < 4 * SIDE - 10;
  const cells = first.flatMap((_, i) => {
    const [x, y] = [values[2 * i] as number, values[2 * i + 1] as number];
    return inside(x) && inside(y) ? [{ from: i, to: even(y / 4) * SIDE + even(x / 4) }] : [];
  });
  const distance = (a: number[], b: number[]): number =>
    2 - 2 * a.reduce((sum, v, i) => sum + v * (b[i] as number), 0);
  const near = (a: number, b: number): boolean =>
    Math.max(Math.abs((a % SIDE) - (b % SIDE)), Math.abs(Math.floor(a / SIDE) - Math.floor(b / SIDE))) <= 4;
  const losses = cells.map(({ from, to }) => {
    const wrong = [
      ...cells.map((c) => distance(first[from]!, second[c.to]!) + (near(to, c.to) ? 10 : 0)),
      ...first.map((row, q) => distance(second[to]!, row) + (near(from, q) ? 10 : 0)),
    ];
    return Math.max(0, 1 + distance(first[from]!, second[to]!) - Math.min(...wrong));
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
};

describe.each(['cpu', 'wasm', 'srkit-wasm'])('contrastive losses on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
    await tf.ready();
  });

  it('are their definition, with gradients and without leaks', () => {
    const pair = { features1: features(1), features2: features(2) };
    const positions = moved(3, -5);
    const before = tf.memory().numTensors;
    const { loss, posDist, negDist } = contrastiveTripletLoss(pair, positions);
    const expected = tf.tidy(() => naive(pair, positions));
    expect(loss.dataSync()[0]).toBeCloseTo(expected, 5);
    tf.dispose([loss, posDist, negDist]);
    const teacher = { features1: pair.features2, features2: pair.features1 };
    tf.tidy(() => {
      const total = (given: tf.Tensor) =>
        contrastiveStudentLoss({ ...pair, features2: given as tf.Tensor4D }, teacher, positions).loss;
      const gradient = tf.grad(total)(pair.features2);
      const direction = features(3);
      const at = (step: number) =>
        total(tf.add(pair.features2, tf.mul(direction, step))).dataSync()[0] as number;
      const difference = (at(1e-3) - at(-1e-3)) / 2e-3;
      const derivative = tf.sum(tf.mul(gradient, direction)).dataSync()[0] as number;
      expect(Math.abs(derivative - difference)).toBeLessThan(0.02 * (1 + Math.abs(difference)));
    });
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(pair);
  });

  it('has no distillation where student and teacher agree', () => {
    const pair = { features1: features(1), features2: features(2) };
    const { distillLoss } = contrastiveStudentLoss(pair, pair, moved(0, 0));
    expect(Math.abs(distillLoss.dataSync()[0] as number)).toBeLessThan(1e-5);
  });

  it('keep descriptors for the way back, and nothing of the size of all distances', () => {
    const side = 1.2 * SIDE;
    const teacher = { features1: features(1, side), features2: features(2, side) };
    const positions = moved(0, 0, side);
    const matches = correspondences(positions, 0).first.length;
    let kept = 0;
    tf.tidy(() => {
      tf.grads((features1, features2) => {
        const before = tf.memory().numBytes;
        const student = { features1, features2 } as FeaturePair;
        const { loss } = contrastiveStudentLoss(student, teacher, positions);
        kept = tf.memory().numBytes - before;
        return loss;
      })([features(3, side), features(4, side)]);
    });
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(4 * matches ** 2);
    tf.dispose(teacher);
  });

  it('say what does not fit', () => {
    const pair = { features1: features(1), features2: features(2) };
    expect(() => contrastiveTripletLoss(pair, moved(500, 0))).toThrow(/no sample has 128 .* have 0/);
    const short = { shape: [1, SIDE, SIDE, 2] as const, values: new Float64Array(4) };
    expect(() => contrastiveTripletLoss(pair, short)).toThrow(ShapeError);
    expect(() => contrastiveStudentLoss(pair, pair, moved(0, 0), { temperature: 0 })).toThrow(ConfigError);
  });
});
