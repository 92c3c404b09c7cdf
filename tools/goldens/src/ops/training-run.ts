import { charbonnierLoss, type GanType, ganLoss, l1Loss, mseLoss, PerceptualLoss } from '@srkit/losses';
import { RRDBNet, SRVGGNetCompact, UNetDiscriminatorSN, type VGGFeatureExtractor } from '@srkit/models';
import type { Module } from '@srkit/nn';
import { usmSharp } from '@srkit/ops';
import { Adam, Ema, multiStepRestartLr, parameterGradients, warmUp } from '@srkit/training';
import { add, keep, mean, type Scalar, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { camelCase } from '../camel-case';
import type { GoldenCase } from '../golden-case';
import type { HashOptions } from '../hash-weights';
import { hashedVgg, type PerceptualConfig } from './perceptual-loss';

interface AdamConfig {
  readonly lr: number;
  readonly weight_decay: number;
  readonly betas: readonly [number, number];
}

interface Options {
  readonly network_g: { readonly type: string };
  readonly network_d?: { readonly type: string };
  readonly train: {
    readonly ema_decay: number;
    readonly optim_g: AdamConfig;
    readonly optim_d?: AdamConfig;
    readonly scheduler: {
      readonly milestones: number[];
      readonly gamma: number;
      readonly restarts?: number[];
      readonly restart_weights?: number[];
    };
    readonly warmup_iter: number;
    readonly pixel_opt?: {
      readonly type: string;
      readonly loss_weight: number;
      readonly reduction: 'mean' | 'sum';
    };
    readonly perceptual_opt?: PerceptualConfig;
    readonly gan_opt?: {
      readonly gan_type: GanType;
      readonly real_label_val: number;
      readonly fake_label_val: number;
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
  readonly hash?: { readonly vgg19?: HashOptions };
}

export type Grads = ReadonlyMap<string, Tensor>;

const PIXEL_LOSSES = { L1Loss: l1Loss, MSELoss: mseLoss, CharbonnierLoss: charbonnierLoss } as const;

interface Network extends Module {
  forward(x: Tensor4D): Tensor4D;
}

type CreateGenerator = (config: Record<string, unknown>) => Network;

export const GENERATORS: Readonly<Record<string, CreateGenerator>> = {
  RRDBNet: (config) => new RRDBNet(config),
  SRVGGNetCompact: (config) => new SRVGGNetCompact(config),
};

const load = (golden: GoldenCase, network: Module, prefix: string): void => {
  const entries = golden.expand(`${prefix}*`).map((key) => {
    const name = key.slice(prefix.length);
    return [
      name,
      { name, dtype: 'F32', shape: golden.tensor(key).shape, data: golden.floats(key) } as const,
    ] as const;
  });
  network.loadStateDict(new Map(entries));
};

const adamOf = (network: Module, { lr, betas, weight_decay }: AdamConfig): Adam =>
  new Adam({ parameters: network.namedParameters(), lr, betas, weightDecay: weight_decay });

export const disposeGrads = (grads: Grads): void => {
  for (const gradient of grads.values()) gradient.dispose();
};

/** Sum of two gradients by name, which are disposed of. */
const accumulated = (first: Grads, second: Grads): Grads => {
  const sum = new Map(
    [...first].map(([name, gradient]) => [name, add(gradient, second.get(name) as Tensor)]),
  );
  for (const grads of [first, second]) disposeGrads(grads);
  return sum;
};

/** One run of the official training loop on the case's batches. */
export class TrainingRun {
  readonly logged = new Map<string, Scalar>();
  readonly g: Network;
  readonly average: Network;
  readonly d: UNetDiscriminatorSN | undefined;
  readonly optimG: Adam;
  readonly optimD: Adam | undefined;
  readonly #ema: Ema;
  readonly #vgg: VGGFeatureExtractor | undefined;
  readonly #perceptual: PerceptualLoss<number, number> | undefined;
  readonly #train: Options['train'];
  readonly #options: Options;

  constructor(golden: GoldenCase, { options, hash }: TrainingParams, create: CreateGenerator) {
    const { type: _g, ...configG } = options.network_g;
    [this.g, this.average] = [create(camelCase(configG)), create(camelCase(configG))];
    load(golden, this.g, 'init.g.');
    this.#options = options;
    this.#train = options.train;
    this.optimG = adamOf(this.g, options.train.optim_g);
    this.#ema = new Ema(this.g.namedParameters(), this.average.namedParameters(), {
      decay: options.train.ema_decay,
    });
    if (options.network_d && options.train.optim_d) {
      const { type: _d, ...configD } = options.network_d;
      this.d = new UNetDiscriminatorSN(camelCase(configD));
      load(golden, this.d, 'init.d.');
      this.optimD = adamOf(this.d, options.train.optim_d);
    }
    const config = options.train.perceptual_opt;
    if (config && hash?.vgg19) {
      this.#vgg = hashedVgg(config, hash.vgg19);
      this.#perceptual = new PerceptualLoss(this.#vgg, {
        layerWeights: config.layer_weights,
        criterion: config.criterion ?? 'l1',
        perceptualWeight: config.perceptual_weight ?? 1,
        styleWeight: config.style_weight ?? 0,
      });
    }
  }

  #log(name: string, value: Tensor): void {
    this.logged.get(name)?.dispose();
    this.logged.set(name, keep(value.clone()) as Scalar);
  }

  /** The terms that do not need the discriminator, logged as the official code names them. */
  #contentTerms(
    output: Tensor4D,
    pixelTarget: Tensor4D,
    perceptualTarget: Tensor4D,
    prefix: string,
  ): Tensor[] {
    const terms: Tensor[] = [];
    const { pixel_opt: pixel } = this.#train;
    if (pixel) {
      const loss = PIXEL_LOSSES[pixel.type as keyof typeof PIXEL_LOSSES];
      terms.push(loss(output, pixelTarget, { reduction: pixel.reduction, lossWeight: pixel.loss_weight }));
      this.#log(`${prefix}pix`, terms[0] as Tensor);
    }
    const { perceptual, style } = this.#perceptual?.forward(output, perceptualTarget) ?? {};
    for (const [name, term] of [['percep', perceptual] as const, ['style', style] as const]) {
      if (!term) continue;
      terms.push(term);
      this.#log(prefix + name, term);
    }
    return terms;
  }

  /** An iteration of Real-ESRNet. */
  stepNet(lq: Tensor4D, gt: Tensor4D): Grads {
    const { value, grads } = parameterGradients(
      this.g.namedParameters(),
      () =>
        this.#contentTerms(this.g.forward(lq), gt, gt, 'l_').reduce((sum, term) => add(sum, term)) as Scalar,
    );
    value.dispose();
    this.optimG.step(grads);
    this.#ema.update();
    return grads;
  }

  /** An iteration of Real-ESRGAN; gives the gradients of both networks. */
  stepGan(iteration: number, lq: Tensor4D, gt: Tensor4D): { g: Grads; d: Grads } {
    const { net_d_iters = 1, net_d_init_iters = 0, gan_opt } = this.#train;
    const { l1_gt_usm = true, percep_gt_usm = true, gan_gt_usm = false } = this.#options;
    const d = this.d as UNetDiscriminatorSN;
    const gan = {
      type: gan_opt?.gan_type ?? 'vanilla',
      lossWeight: gan_opt?.loss_weight ?? 1,
      realLabel: gan_opt?.real_label_val ?? 1,
      fakeLabel: gan_opt?.fake_label_val ?? 0,
    } as const;
    const sharp = usmSharp(gt);
    const target = (sharpened: boolean) => (sharpened ? sharp : gt);
    let output: Tensor4D;
    let g: Grads = new Map();
    if (iteration % net_d_iters === 0 && iteration > net_d_init_iters) {
      let kept: Tensor4D | undefined;
      const { value, grads } = parameterGradients(this.g.namedParameters(), () => {
        const forward = this.g.forward(lq);
        kept = keep(forward.clone());
        const terms = this.#contentTerms(forward, target(l1_gt_usm), target(percep_gt_usm), 'l_g_');
        const adversarial = ganLoss(d.forward(forward), true, gan);
        this.#log('l_g_gan', adversarial);
        return terms.reduce((sum, term) => add(sum, term), adversarial) as Scalar;
      });
      value.dispose();
      this.optimG.step(grads);
      g = grads;
      output = kept as Tensor4D;
    } else output = this.g.forward(lq);
    const backward = (name: string, input: Tensor4D, isReal: boolean): Grads => {
      const { value, grads } = parameterGradients(d.namedParameters(), () => {
        const pred = d.forward(input);
        this.#log(`out_d_${name}`, mean(pred));
        return ganLoss(pred, isReal, { ...gan, isDisc: true });
      });
      this.#log(`l_d_${name}`, value);
      value.dispose();
      return grads;
    };
    const grads = accumulated(backward('real', target(gan_gt_usm), true), backward('fake', output, false));
    this.optimD?.step(grads);
    this.#ema.update();
    for (const tensor of [sharp, output]) tensor.dispose();
    return { g, d: grads };
  }

  setRate(iteration: number): number {
    const { scheduler, warmup_iter } = this.#train;
    const { milestones, gamma, restarts, restart_weights } = scheduler;
    const schedule = warmUp(
      multiStepRestartLr({
        milestones,
        gamma,
        ...(restarts ? { restarts } : {}),
        ...(restart_weights ? { restartWeights: restart_weights } : {}),
      }),
      warmup_iter,
    );
    for (const optimiser of [this.optimG, this.optimD]) {
      if (optimiser)
        optimiser.learningRates = optimiser.initialLearningRates.map((lr) => schedule(iteration, lr));
    }
    return this.optimG.learningRates[0] as number;
  }

  dispose(): void {
    for (const owner of [this.g, this.average, this.d, this.optimG, this.optimD, this.#vgg]) owner?.dispose();
    for (const value of this.logged.values()) value.dispose();
  }
}
