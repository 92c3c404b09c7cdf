import { charbonnierLoss, type GanType, l1Loss, mseLoss, PerceptualLoss } from '@srkit/losses';
import { RRDBNet, SRVGGNetCompact, UNetDiscriminatorSN, type VGGFeatureExtractor } from '@srkit/models';
import type { Module } from '@srkit/nn';
import {
  Adam,
  Ema,
  type LossValues,
  type LrSchedule,
  multiStepRestartLr,
  type PictureLoss,
  RealEsrganStep,
  RealEsrnetStep,
  warmUp,
} from '@srkit/training';
import type { Scalar, Tensor4D } from '@tensorflow/tfjs-core';
import { camelCase } from '../camel-case';
import type { GoldenCase } from '../golden-case';
import type { HashOptions } from '../hash-weights';
import { RecordingOptimizer } from '../recording-optimizer';
import { hashedVgg, type PerceptualConfig, perceptualOptions } from './perceptual-loss';

interface AdamConfig {
  readonly type: string;
  readonly lr: number;
  readonly weight_decay: number;
  readonly betas: readonly [number, number];
}

interface PixelConfig {
  readonly type: string;
  readonly loss_weight: number;
  readonly reduction: 'mean' | 'sum';
}

interface SchedulerConfig {
  readonly type: string;
  readonly milestones: number[];
  readonly gamma: number;
  readonly restarts?: number[];
  readonly restart_weights?: number[];
}

interface Options {
  readonly scale: number;
  readonly network_g: { readonly type: string };
  readonly network_d?: { readonly type: string };
  readonly train: {
    readonly ema_decay: number;
    readonly optim_g: AdamConfig;
    readonly optim_d?: AdamConfig;
    readonly scheduler: SchedulerConfig;
    readonly warmup_iter: number;
    readonly pixel_opt?: PixelConfig;
    readonly perceptual_opt?: PerceptualConfig;
    readonly gan_opt?: {
      readonly type: string;
      readonly gan_type: GanType;
      readonly real_label_val?: number;
      readonly fake_label_val?: number;
      readonly loss_weight: number;
    };
    readonly net_d_iters?: number;
    readonly net_d_init_iters?: number;
  };
  readonly high_order_degradation: boolean;
  readonly l1_gt_usm?: boolean;
  readonly percep_gt_usm?: boolean;
  readonly gan_gt_usm?: boolean;
}

export interface TrainingParams {
  readonly model: string;
  readonly options: Options;
  readonly logs: readonly {
    readonly iter: number;
    readonly lr: number;
    readonly log: Record<string, number>;
  }[];
  readonly hash?: Readonly<Record<string, HashOptions>>;
}

const PIXEL_LOSSES = { L1Loss: l1Loss, MSELoss: mseLoss, CharbonnierLoss: charbonnierLoss } as const;

export interface Network extends Module {
  forward(x: Tensor4D): Tensor4D;
}

export type CreateGenerator = (config: Record<string, unknown>) => Network;

export const GENERATORS: Readonly<Record<string, CreateGenerator>> = {
  RRDBNet: (config) => new RRDBNet(config),
  SRVGGNetCompact: (config) => new SRVGGNetCompact(config),
};

/** Fills a network from a case's tensors below a prefix. */
export const load = (golden: GoldenCase, network: Module, prefix: string): void => {
  const entries = golden.expand(`${prefix}*`).map((key) => {
    const name = key.slice(prefix.length);
    return [
      name,
      { name, dtype: 'F32', shape: golden.tensor(key).shape, data: golden.floats(key) } as const,
    ] as const;
  });
  network.loadStateDict(new Map(entries));
};

const adamOf = (network: Module, { type, lr, betas, weight_decay }: AdamConfig): Adam => {
  if (type !== 'Adam') throw new Error(`optimiser '${type}' is not known`);
  return new Adam({ parameters: network.namedParameters(), lr, betas, weightDecay: weight_decay });
};

/** The pixel loss of the official name `type`. */
const pixelLoss = ({ type, loss_weight, reduction }: PixelConfig): PictureLoss => {
  const loss = PIXEL_LOSSES[type as keyof typeof PIXEL_LOSSES];
  if (!loss) throw new Error(`pixel loss '${type}' is not known`);
  return (output, target) => loss(output, target, { reduction, lossWeight: loss_weight }) as Scalar;
};

/** The schedule of an official option file, without its warm-up. */
const scheduleOf = ({ type, milestones, gamma, restarts, restart_weights }: SchedulerConfig): LrSchedule => {
  if (type !== 'MultiStepLR' && type !== 'MultiStepRestartLR')
    throw new Error(`scheduler '${type}' is not known`);
  return multiStepRestartLr({
    milestones,
    gamma,
    ...(restarts ? { restarts } : {}),
    ...(restart_weights ? { restartWeights: restart_weights } : {}),
  });
};

/** Sets the rates of an iteration. */
const setRates = (adam: Adam, schedule: LrSchedule, iteration: number): void => {
  adam.learningRates = adam.initialLearningRates.map((lr) => schedule(iteration, lr));
};

/** The networks, optimisers and losses of a case, and the step of `@srkit/training` that trains them. */
export class TrainingRun {
  readonly g: Network;
  readonly average: Network;
  readonly d: UNetDiscriminatorSN | undefined;
  readonly optimG: RecordingOptimizer;
  readonly optimD: RecordingOptimizer | undefined;
  readonly step: (iteration: number, batch: { lq: Tensor4D; gt: Tensor4D }) => Promise<LossValues>;
  readonly #vgg: VGGFeatureExtractor | undefined;
  readonly #schedule: LrSchedule;

  constructor(golden: GoldenCase, { model, options, hash }: TrainingParams, create: CreateGenerator) {
    const { network_g, network_d, train } = options;
    const { type: _g, ...configG } = network_g;
    [this.g, this.average] = [create(camelCase(configG)), create(camelCase(configG))];
    load(golden, this.g, 'init.g.');
    this.optimG = new RecordingOptimizer(adamOf(this.g, train.optim_g));
    const ema = new Ema(this.g.namedParameters(), this.average.namedParameters(), { decay: train.ema_decay });
    if (train.perceptual_opt) {
      const { type = 'PerceptualLoss', vgg_type } = train.perceptual_opt;
      if (type !== 'PerceptualLoss') throw new Error(`perceptual loss '${type}' is not known`);
      const weights = hash?.[vgg_type];
      if (!weights) throw new Error(`the case has no weights for ${vgg_type}`);
      this.#vgg = hashedVgg(train.perceptual_opt, weights);
    }
    const shared = {
      generator: this.g,
      ema,
      pixel: train.pixel_opt ? pixelLoss(train.pixel_opt) : null,
      perceptual:
        this.#vgg && train.perceptual_opt
          ? new PerceptualLoss(this.#vgg, perceptualOptions(train.perceptual_opt))
          : null,
    };
    this.#schedule = warmUp(scheduleOf(train.scheduler), train.warmup_iter);
    if (model === 'RealESRNetModel') {
      const step = new RealEsrnetStep({ ...shared, optimizer: this.optimG });
      this.step = (_, batch) => step.step(batch);
      return;
    }
    if (!network_d || !train.optim_d || !train.gan_opt)
      throw new Error('a GAN needs network_d, optim_d and gan_opt');
    const { type: typeD, ...configD } = network_d;
    if (typeD !== 'UNetDiscriminatorSN') throw new Error(`discriminator '${typeD}' is not known`);
    this.d = new UNetDiscriminatorSN(camelCase(configD));
    load(golden, this.d, 'init.d.');
    this.optimD = new RecordingOptimizer(adamOf(this.d, train.optim_d));
    const { type: typeGan, gan_type, loss_weight, real_label_val = 1, fake_label_val = 0 } = train.gan_opt;
    if (typeGan !== 'GANLoss') throw new Error(`GAN loss '${typeGan}' is not known`);
    const step = new RealEsrganStep({
      ...shared,
      discriminator: this.d,
      optimizerG: this.optimG,
      optimizerD: this.optimD,
      gan: { type: gan_type, lossWeight: loss_weight, realLabel: real_label_val, fakeLabel: fake_label_val },
      sharpened: {
        pixel: options.l1_gt_usm ?? true,
        perceptual: options.percep_gt_usm ?? true,
        gan: options.gan_gt_usm ?? false,
      },
      netDIters: train.net_d_iters ?? 1,
      netDInitIters: train.net_d_init_iters ?? 0,
    });
    this.step = (iteration, batch) => step.step(iteration, batch);
  }

  /** Sets the rates of an iteration, and gives the generator's. */
  setRate(iteration: number): number {
    for (const { adam } of [this.optimG, ...(this.optimD ? [this.optimD] : [])])
      setRates(adam, this.#schedule, iteration);
    return this.optimG.adam.learningRates[0] as number;
  }

  dispose(): void {
    for (const owner of [this.g, this.average, this.d, this.optimG, this.optimD, this.#vgg]) owner?.dispose();
  }
}
