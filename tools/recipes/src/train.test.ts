import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadStateDict } from '@srkit/checkpoints';
import { l1Loss, mseLoss } from '@srkit/losses';
import { SRVGGNetCompact } from '@srkit/models';
import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createCropper } from './crop-batch';
import { pixelLoss } from './loss';
import { plainLearner } from './psnr';
import { drawPicks } from './random';
import { learningRate, type TrainOptions, train } from './train';
import { makeTrainingSets, type TrainingSet } from './training-set';

const NETWORK = { numFeat: 4, numConv: 1, upscale: 4, actType: 'prelu' } as const;

let folder = '';
beforeAll(async () => {
  await tf.setBackend('srkit-wasm');
  folder = await mkdtemp(join(tmpdir(), 'srkit-recipes-'));
});
afterAll(() => rm(folder, { recursive: true }));

const optionsFor = async (
  out: string,
  log: (line: string) => void = () => undefined,
): Promise<TrainOptions> => {
  const pictures = {
    count: 1,
    height: 24,
    width: 32,
    data: Uint8Array.from({ length: 24 * 32 * 3 }, (_, i) => (i * 7919) % 251),
  };
  const sets = makeTrainingSets(pictures, { scale: 4, sizes: [1], grids: 1 });
  return {
    make: plainLearner(NETWORK, 0),
    sets,
    crop: await createCropper(sets),
    seed: 0,
    batch: 2,
    side: 4,
    lr: 1e-3,
    steps: 6,
    seconds: Number.POSITIVE_INFINITY,
    l2: 0.3,
    warmUp: 0.1,
    emaDecay: 0.9,
    emaEvery: 2,
    out: join(folder, out),
    saveEvery: 0,
    logEvery: 1,
    log,
  };
};

it('goes on behind an interruption as if there had been none', async () => {
  const whole = await optionsFor('whole');
  await train(whole);
  const lines: string[] = [];
  const broken = await optionsFor('broken', (line) => {
    lines.push(line);
    if (lines.length === 3) throw new Error('the machine was taken away');
  });
  await expect(train(broken)).rejects.toThrow('taken away');
  expect((await train(broken)).step).toBe(6);
  expect(lines.some((line) => /goes on behind step [23]/.test(line))).toBe(true);
  for (const file of ['model.safetensors', 'run.safetensors']) {
    const [expected, actual] = [
      await loadStateDict(join(whole.out, file)),
      await loadStateDict(join(broken.out, file)),
    ];
    expect(actual).toEqual(expected);
  }
  const curve = await readFile(join(broken.out, 'curve.csv'), 'utf8');
  expect(curve).toContain('step,seconds,loss,lr');
  const network = new SRVGGNetCompact(NETWORK);
  network.loadStateDict(await loadStateDict(join(whole.out, 'model.safetensors')));
  network.dispose();
});

it('measures what the losses of the papers measure, and has their gradients', () => {
  const [x, target] = [1, 2].map(
    (seed) => tf.randomUniform([2, 3, 4, 5], -1, 1, 'float32', seed) as tf.Tensor4D,
  ) as [tf.Tensor4D, tf.Tensor4D];
  for (const [name, known] of [
    ['l1', l1Loss],
    ['l2', mseLoss],
  ] as const) {
    const ours = tf.valueAndGrad((t: tf.Tensor) => pixelLoss(name, t as tf.Tensor4D, target))(x);
    const theirs = tf.valueAndGrad((t: tf.Tensor) => known(t, target) as tf.Tensor)(x);
    for (const key of ['value', 'grad'] as const) {
      const difference = tf.max(tf.abs(tf.sub(ours[key], theirs[key]))).dataSync()[0];
      expect(difference).toBeLessThan(1e-6);
    }
  }
});

it('ends when the clock says so, and lets the learning rate fall until then', async () => {
  const rates: number[] = [];
  const line = (text: string): void => {
    rates.push(Number(/lr (\S+)/.exec(text)?.[1]));
  };
  const options = { ...(await optionsFor('until', line)), steps: 1_000_000, warmUp: 0 };
  // A clock of our own, so that a busy machine makes as many steps as an idle one.
  let clock = 0;
  const ticking = vi.spyOn(performance, 'now').mockImplementation(() => (clock += 1));
  try {
    const place = await train({ ...options, until: Date.now() / 1000 + 0.5 });
    expect(place.seconds).toBeLessThan(1);
    expect(rates.at(-1)).toBeLessThan(0.5 * rates[0]!);
    // Over already: nothing is learned, and what was learned is kept.
    expect((await train({ ...options, until: Date.now() / 1000 - 1 })).step).toBe(place.step);
  } finally {
    ticking.mockRestore();
  }
});

it('begins from weights where there are some', async () => {
  const first = await plainLearner(NETWORK, 1)();
  const weights = await first.fold();
  const second = await plainLearner(NETWORK, 2, weights)();
  expect(await second.fold()).toEqual(weights);
  first.module.dispose();
  second.module.dispose();
});

it('takes sets as often as they weigh', async () => {
  const { sets } = await optionsFor('weights');
  const [one] = sets as [TrainingSet];
  const weighed = [{ ...one, weight: 0 }, { ...one, weight: 3 }, one];
  const drawn = Array.from({ length: 4000 }, (_, step) =>
    weighed.indexOf(drawPicks(weighed, { seed: 1, step, count: 1, side: 4 }).set),
  );
  const share = (index: number): number => drawn.filter((each) => each === index).length / drawn.length;
  expect([0, 1, 2].map(share)).toEqual([0, expect.closeTo(0.75, 1), expect.closeTo(0.25, 1)]);
});

it('lets the learning rate rise in a line and fall to nothing', () => {
  const rates = { lr: 2, warmUp: 0.1 };
  expect(learningRate(0.05, rates)).toBeCloseTo(1);
  expect(learningRate(0.1, rates)).toBeCloseTo(2);
  expect(learningRate(0.55, rates)).toBeCloseTo(1);
  expect(learningRate(1, rates)).toBeCloseTo(0);
  expect(learningRate(1.2, rates)).toBeCloseTo(0);
});
