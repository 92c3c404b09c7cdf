import '@tensorflow/tfjs-backend-wasm';
import type { WebGpuBackend } from '@srkit/backend-webgpu';
import { ADAM_STEPS } from '@srkit/core/contracts';
import { Adam, type PairBatch, type RecipeInput, Trainer } from '@srkit/training';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { DrawnPairs } from '../packages/training/src/testing/drawn-pairs';
import { startWebGpu } from './support/start-webgpu';

// Tiny, because the adapter computes in software.
const hasGpu = await startWebGpu();

const STEPS = 3;
const shared = {
  networkG: { type: 'SRVGGNetCompact', numFeat: 4, numConv: 1 },
  optimG: { lr: 1e-3 },
  totalIter: STEPS,
  perceptual: null,
  accumulate: 2,
  clipNorm: 1,
  recompute: true,
} as const;

/** Losses of the last iteration; WebGPU reads those of all together at the end. */
const lossesOn = async (backend: string, recipe: RecipeInput): Promise<Record<string, number>> => {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const trainer = new Trainer<'realesrnet'>(recipe as Extract<RecipeInput, { kind: 'realesrnet' }>, {
    data: new DrawnPairs(1, 2) as { next(): Promise<PairBatch> } & DrawnPairs,
  });
  let losses: Record<string, number> = {};
  for await (const step of trainer) losses = { ...step.losses };
  trainer.dispose();
  expect(tf.memory().numTensors, `tensors leaked on ${backend}`).toBe(before);
  return losses;
};

describe.skipIf(!hasGpu)('a training on WebGPU', () => {
  it.each<[string, RecipeInput]>([
    ['L1', { kind: 'realesrnet', ...shared }],
    [
      'a GAN',
      {
        kind: 'realesrgan',
        ...shared,
        // Each operation on another shape is a program that is compiled.
        totalIter: 2,
        accumulate: 1,
        clipNorm: 0,
        recompute: false,
        networkD: { type: 'UNetDiscriminatorSN', numFeat: 1 },
        l1GtUsm: false,
        percepGtUsm: false,
      },
    ],
  ])(
    '%s has the losses that it has on the CPU',
    async (_, recipe) => {
      const expected = await lossesOn('wasm', recipe);
      const actual = await lossesOn('webgpu', recipe);
      expect(Object.keys(actual)).toEqual(Object.keys(expected));
      for (const [name, value] of Object.entries(expected)) {
        const difference = Math.abs(actual[name]! - value);
        expect(difference, `${name}: ${actual[name]}, on the CPU ${value}`).toBeLessThan(
          1e-4 + 2e-3 * Math.abs(value),
        );
      }
    },
    240_000,
  );
});

describe.skipIf(!hasGpu)('Adam on WebGPU', () => {
  /** Three steps; one parameter has no gradient in the first. */
  const trained = async (): Promise<{ values: number[][]; dispatches: number }> => {
    const shapes = [[3, 3, 2, 5], [7], [1], [130]];
    const parameters = shapes.map((shape, i): [string, { variable: tf.Variable }] => [
      `p${i}`,
      { variable: tf.tidy(() => tf.variable(tf.randomNormal(shape, 0, 1, 'float32', i + 1))) },
    ]);
    const adam = new Adam({ parameters, lr: 0.01, weightDecay: 0.1 });
    const dispatch = vi.spyOn(tf.backend() as WebGpuBackend, 'dispatch');
    for (let step = 0; step < 3; step++) {
      tf.tidy(() => {
        const given = step === 0 ? parameters.slice(1) : parameters;
        adam.step(
          new Map(
            given.map(([name, { variable }], i) => [
              name,
              tf.randomNormal(variable.shape, 0, 1, 'float32', 10 * step + i + 1),
            ]),
          ),
        );
      });
    }
    const dispatches = dispatch.mock.calls.length;
    dispatch.mockRestore();
    const tensors = [
      ...parameters.map(([, { variable }]) => variable),
      ...[...adam.state().values()].flatMap(({ expAvg, expAvgSq }) => [expAvg, expAvgSq]),
    ];
    const values = await Promise.all(tensors.map(async (tensor) => Array.from(await tensor.data())));
    tf.dispose(tensors);
    adam.dispose();
    return { values, dispatches };
  };

  it('updates parameters together as one by one, bit for bit', async () => {
    await tf.setBackend('webgpu');
    const { numTensors } = tf.memory();
    const together = await trained();
    const kernel = tf.getKernel(ADAM_STEPS, 'webgpu');
    tf.unregisterKernel(ADAM_STEPS, 'webgpu');
    const apart = await trained();
    tf.registerKernel(kernel);
    expect(together.values).toEqual(apart.values);
    // Of the same step: three; then three and one that is a step behind, twice.
    expect([together.dispatches, apart.dispatches]).toEqual([5, 11]);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
