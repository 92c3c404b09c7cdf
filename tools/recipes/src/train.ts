import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WebGpuBackend } from '@srkit/backend-webgpu';
import { CheckpointError, type StateDict, saveSafetensors } from '@srkit/checkpoints';
import type { Module } from '@srkit/nn';
import { Adam, Ema, parameterGradients } from '@srkit/training';
import { backend, dispose, type Scalar, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Cropper } from './crop-batch';
import { type LossName, pixelLoss } from './loss';
import { drawPicks } from './random';
import { loadRun, type RunPlace, saveRun } from './run-state';
import type { TrainingSet } from './training-set';

/** A network that learns, and the plain one that it is folded into. */
export interface Learner {
  readonly module: Module;
  /** `[n, h, w, 3]` to what comes before the pixel shuffle, `[n, h, w, 3 * scale^2]`. */
  features(x: Tensor4D): Tensor4D;
  /** The state_dict of the network that ships. */
  fold(): Promise<StateDict>;
}

export interface TrainOptions {
  readonly make: () => Promise<Learner>;
  readonly sets: readonly TrainingSet[];
  readonly crop: Cropper;
  readonly seed: number;
  readonly batch: number;
  /** Side of a square, in pixels of the reduced picture. */
  readonly side: number;
  readonly lr: number;
  /** Steps of the whole run. */
  readonly steps: number;
  /** Where time runs out before the steps do, the learning rate falls with the time. */
  readonly seconds: number;
  /** The time at which it runs out at the latest, in seconds since 1970. Default: never. */
  readonly until?: number;
  /** Share of the run that ends with the squared difference. */
  readonly l2: number;
  /** Share of the run in which the learning rate rises. */
  readonly warmUp: number;
  readonly emaDecay: number;
  readonly emaEvery: number;
  readonly out: string;
  readonly saveEvery: number;
  readonly logEvery: number;
  readonly log: (line: string) => void;
}

/** Rises in a line, then falls along half a cosine to nothing. */
export const learningRate = (
  progress: number,
  { lr, warmUp }: Pick<TrainOptions, 'lr' | 'warmUp'>,
): number => {
  if (progress < warmUp) return (lr * progress) / warmUp;
  return 0.5 * lr * (1 + Math.cos(Math.PI * Math.min(1, (progress - warmUp) / (1 - warmUp))));
};

const fileIn = (folder: string) => ({
  run: join(folder, 'run.safetensors'),
  model: join(folder, 'model.safetensors'),
  curve: join(folder, 'curve.csv'),
});

/** A run that exists goes on; one that is complete is left as it is. */
const resumed = async (file: string, state: Parameters<typeof loadRun>[1]): Promise<RunPlace> => {
  try {
    return await loadRun(file, state);
  } catch (error) {
    if (error instanceof CheckpointError && error.code === 'E_CHECKPOINT_NOT_FOUND') {
      return { step: 0, seconds: 0 };
    }
    throw error;
  }
};

/** Trains, or goes on training, until the steps are made or the time is over; returns where it stands. */
export const train = async (options: TrainOptions): Promise<RunPlace> => {
  const { sets, crop, seed, batch, side, steps, out, log } = options;
  await mkdir(out, { recursive: true });
  const files = fileIn(out);
  const learner = await options.make();
  const average = await options.make();
  const parameters = [...learner.module.namedParameters()];
  const adam = new Adam({ parameters, lr: options.lr, betas: [0.9, 0.99] });
  const state = { network: learner.module, average: average.module, adam };
  const before = await resumed(files.run, state);
  const ema = new Ema(parameters, average.module.namedParameters(), {
    decay: options.emaDecay ** options.emaEvery,
    copy: before.step === 0,
  });
  if (before.step === 0) await writeFile(files.curve, 'step,seconds,loss,lr\n');
  else log(`goes on behind step ${before.step}`);

  const device = backend();
  const startedAt = performance.now();
  const elapsed = (): number => before.seconds + (performance.now() - startedAt) / 1000;
  const { until = Number.POSITIVE_INFINITY } = options;
  const seconds = Math.min(options.seconds, before.seconds + until - Date.now() / 1000);
  let step = before.step;
  let savedAt = performance.now();
  const save = async (): Promise<void> => {
    await saveRun(files.run, state, { step, seconds: elapsed() });
    await saveSafetensors(files.model, await average.fold(), { overwrite: true });
    savedAt = performance.now();
  };

  /** Reading one step while the next ones are computed keeps the device busy, and no more than two logs ahead. */
  let pending: Promise<void> = Promise.resolve();
  let reported = before;
  const report = async (value: Scalar, at: number, lr: number): Promise<void> => {
    const loss = (await value.data())[0] as number;
    value.dispose();
    const now = elapsed();
    const rate = (at - reported.step) / (now - reported.seconds);
    reported = { step: at, seconds: now };
    log(
      `step ${at}  loss ${loss.toFixed(5)}  lr ${lr.toExponential(2)}  ${rate.toFixed(1)} steps/s  ${now.toFixed(0)} s`,
    );
    await appendFile(files.curve, `${at},${now.toFixed(1)},${loss},${lr}\n`);
    if (!Number.isFinite(loss))
      throw new Error(`The loss is ${loss} at step ${at}; take a lower learning rate.`);
  };

  while (step < steps && elapsed() < seconds) {
    step++;
    const progress = Math.max(step / steps, elapsed() / seconds);
    const lr = learningRate(progress, options);
    const loss: LossName = progress > 1 - options.l2 ? 'l2' : 'l1';
    adam.learningRates = [lr];
    const { set, picks } = drawPicks(sets, { seed, step, count: batch, side });
    const { lq, target } = crop(set, picks, side);
    const { value, grads } = parameterGradients(
      parameters,
      () => pixelLoss(loss, learner.features(lq), target) as Scalar,
    );
    adam.step(grads);
    dispose([lq, target, ...grads.values()]);
    if (step % options.emaEvery === 0) ema.update();
    // Steps that begin alike find the same buffers, and the bindings that were made of them.
    if (device instanceof WebGpuBackend) device.flush();
    const isDue = performance.now() - savedAt > options.saveEvery * 1000;
    if (isDue || step % options.logEvery === 0) {
      await pending;
      pending = report(value, step, lr);
    } else {
      value.dispose();
    }
    if (isDue) {
      // Not before it is known to be numbers: a run goes on from here.
      await pending;
      await save();
    }
  }
  await pending;
  await save();
  const place = { step, seconds: elapsed() };
  adam.dispose();
  learner.module.dispose();
  average.module.dispose();
  return place;
};
