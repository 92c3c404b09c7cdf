import { UNetDiscriminatorSN } from '@srkit/models';
import type { Module } from '@srkit/nn';
import {
  type BatchSource,
  type NamedGradients,
  type PairBatch,
  planFromOfficial,
  type RecipeOf,
  Trainer,
} from '@srkit/training';
import type { Tensor } from '@tensorflow/tfjs-core';
import { camelCase } from '../camel-case';
import { type Comparison, compare } from '../compare';
import type { GoldenCase } from '../golden-case';
import { nhwcTensor } from '../nhwc';
import { expectEqual, failure, type RunOp } from '../run-op';
import { hashedVgg } from './perceptual-loss';
import { type CreateGenerator, GENERATORS, load, type TrainingParams, TrainingRun } from './training-run';

/** Compares every stored `prefixNAME` with the network's state. */
const compareState = async (
  golden: GoldenCase,
  network: Module | undefined,
  prefix: string,
  tolerance = golden.file.tolerance,
): Promise<Comparison[]> => {
  if (!network || golden.expand(`${prefix}*`).length === 0) return [];
  const state = await network.stateDict();
  return [...state].map(([path, { shape, data }]) =>
    compare(prefix + path, { shape, values: data as Float32Array }, golden.tensor(prefix + path), tolerance),
  );
};

const compareGrads = async (
  golden: GoldenCase,
  network: Module | undefined,
  prefix: string,
  grads: NamedGradients,
): Promise<Comparison[]> => {
  const comparisons: Comparison[] = [];
  for (const [path, parameter] of network?.namedParameters() ?? []) {
    const name = prefix + path;
    if (!golden.outputNames.includes(name)) continue;
    const values = await parameter.toOfficial(grads.get(path) as Tensor);
    const computed = { shape: parameter.shape, values };
    comparisons.push(compare(name, computed, golden.tensor(name), golden.file.grad_tolerance ?? {}));
  }
  return comparisons;
};

const compareIteration = async (
  golden: GoldenCase,
  run: TrainingRun,
  { iter, lr, log }: TrainingParams['logs'][number],
): Promise<Comparison[]> => {
  const rate = run.setRate(iter);
  const [lq, gt] = [nhwcTensor(golden, `step${iter}.lq`), nhwcTensor(golden, `step${iter}.gt`)];
  const values = await run.step(iter, { lq, gt });
  const step = `step${iter}`;
  const scalar = (values: readonly number[]) => ({ shape: [values.length], values });
  const comparisons = [
    compare(`${step} lr`, scalar([rate]), scalar([lr]), { rel: 1e-9 }),
    ...(await compareGrads(golden, run.g, `${step}.grad.g.`, run.optimG.last)),
    ...(run.optimD ? await compareGrads(golden, run.d, `${step}.grad.d.`, run.optimD.last) : []),
    ...(await compareState(golden, run.g, `${step}.g.`)),
    ...(await compareState(golden, run.average, `${step}.ema.`, golden.file.ema_tolerance)),
    ...(await compareState(golden, run.d, `${step}.d.`)),
  ];
  for (const [name, expected] of Object.entries(log)) {
    const value = values[name];
    comparisons.push(
      value === undefined
        ? failure(name, `${name} was not logged`)
        : compare(`${step} ${name}`, scalar([value]), scalar([expected]), golden.file.loss_tolerance ?? {}),
    );
  }
  for (const name of Object.keys(values))
    if (!(name in log)) comparisons.push(failure(name, `${name} was logged in ${step}`));
  for (const tensor of [lq, gt]) tensor.dispose();
  return comparisons;
};

/** The case's batches, one an iteration. */
const batchesOf = (golden: GoldenCase): BatchSource<PairBatch> => {
  let iteration = 0;
  return {
    next: async () => {
      iteration++;
      return { lq: nhwcTensor(golden, `step${iteration}.lq`), gt: nhwcTensor(golden, `step${iteration}.gt`) };
    },
    state: () => iteration,
    resume: () => undefined,
  };
};

/** States, rates and logs of the case through a `Trainer`, its options read as an official option file. */
const throughTrainer = async (
  golden: GoldenCase,
  { model, options, logs, hash }: TrainingParams,
  create: CreateGenerator,
): Promise<Comparison[]> => {
  const { network_g, network_d, train } = options;
  const pairs = { type: 'RealESRGANPairedDataset', dataroot_gt: '.', dataroot_lq: '.' };
  const file = {
    name: 'golden',
    model_type: model,
    datasets: { train: pairs },
    ...options,
    train: { ...train, total_iter: logs.length },
  };
  const { recipe } = planFromOfficial(JSON.stringify(file));
  const filled = <N extends Module>(network: N, prefix: string): N => {
    load(golden, network, prefix);
    return network;
  };
  const { type: _g, ...configG } = network_g;
  const { type: _d, ...configD } = network_d ?? { type: '' };
  const extractor = train.perceptual_opt && hash?.vgg19 && hashedVgg(train.perceptual_opt, hash.vgg19);
  const trainer = new Trainer<'realesrgan'>(recipe as RecipeOf<'realesrgan'>, {
    data: batchesOf(golden),
    parts: {
      generator: () => filled(create(camelCase(configG)), 'init.g.'),
      discriminator: () => filled(new UNetDiscriminatorSN(camelCase(configD)), 'init.d.'),
      ...(extractor && { extractor }),
    },
  });
  const comparisons: Comparison[] = [];
  const scalar = (value: number) => ({ shape: [1], values: [value] });
  try {
    for await (const { iteration, losses, learningRates } of trainer) {
      const { lr, log } = logs[iteration - 1]!;
      const step = `step${iteration}`;
      comparisons.push(
        compare(`trainer ${step} lr`, scalar(learningRates['net_g'] as number), scalar(lr), { rel: 1e-9 }),
        ...(await compareState(golden, trainer.network('net_g'), `${step}.g.`)),
        ...(await compareState(
          golden,
          trainer.network('net_g_ema'),
          `${step}.ema.`,
          golden.file.ema_tolerance,
        )),
        ...(await compareState(golden, trainer.network('net_d'), `${step}.d.`)),
      );
      for (const [name, expected] of Object.entries(log)) {
        const value = scalar(losses?.[name] ?? Number.NaN);
        comparisons.push(
          compare(`trainer ${step} ${name}`, value, scalar(expected), golden.file.loss_tolerance ?? {}),
        );
      }
    }
    return comparisons;
  } finally {
    trainer.dispose();
    extractor?.dispose();
  }
};

/** `training_steps`: iterations of Real-ESRNet and Real-ESRGAN with their states, gradients and logs. */
export const trainingSteps: RunOp = async ({ golden }) => {
  const params = golden.file.params as unknown as TrainingParams;
  const { model, options, logs } = params;
  const create = GENERATORS[options.network_g.type];
  if (!create || !['RealESRNetModel', 'RealESRGANModel'].includes(model))
    return [failure(model, `${model} of ${options.network_g.type} is not known`)];
  if (options.high_order_degradation)
    return [failure(model, 'a case with the degradation inside is not known')];
  const comparisons = await throughTrainer(golden, params, create);
  const run = new TrainingRun(golden, params, create);
  try {
    const [gt, lq] = ['gt', 'lq'].map((name) => golden.tensor(`step${logs[0]!.iter}.${name}`).shape[2]!);
    comparisons.push(expectEqual('scale', gt! / lq!, options.scale));
    for (const log of logs) comparisons.push(...(await compareIteration(golden, run, log)));
    return comparisons;
  } finally {
    run.dispose();
  }
};
