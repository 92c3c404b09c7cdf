import { PerceptualLoss } from '@srkit/losses';
import {
  ContrasMultiExtractorSep,
  type Correspondence,
  CorrespondenceGenerationArch,
  ImageDiscriminator,
  MRAPARestorationNet,
  type VGGFeatureExtractor,
} from '@srkit/models';
import {
  Adam,
  type LossValues,
  type LrSchedule,
  type NamedGradients,
  RestorationStep,
  referenceAdamGroups,
} from '@srkit/training';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { fillWithHash, type RefsrHash } from '../hash-refsr';
import { RecordingOptimizer } from '../recording-optimizer';
import { hashedRefsrVgg, type PerceptualConfig, perceptualOptions } from './perceptual-loss';
import { pixelLoss, scheduleOf, setRates } from './training-run';

export interface RefsrTrainingParams {
  readonly ngf: number;
  readonly n_blocks: number;
  readonly groups: number;
  readonly train: {
    readonly lr_g: number;
    readonly lr_offset: number;
    readonly lr_relu2_offset: number;
    readonly lr_relu3_offset: number;
    readonly weight_decay_g: number;
    readonly beta_g: readonly [number, number];
    readonly lr_d: number;
    readonly weight_decay_d: number;
    readonly beta_d: readonly [number, number];
    readonly pixel_weight: number;
    readonly perceptual_opt?: PerceptualConfig & { readonly norm_img?: boolean };
    readonly gan_weight?: number;
    readonly grad_penalty_weight?: number;
    readonly net_g_pretrain_steps: number;
    readonly net_d_steps?: number;
    readonly net_d_init_steps?: number;
    readonly pixel_criterion: string;
    readonly gan_type?: string;
    readonly scheduler: Parameters<typeof scheduleOf>[0];
  };
  readonly network_d: { readonly ndf: number } | null;
  readonly net_g_hash_weights: RefsrHash;
  readonly extractor_hash_weights: RefsrHash;
  readonly map_hash_weights: RefsrHash;
  readonly net_d_hash_weights: RefsrHash | null;
  readonly perceptual_hash_weights: RefsrHash | null;
}

export interface RefsrBatch {
  readonly gt: Tensor4D;
  readonly lq: Tensor4D;
  /** The low-resolution picture enlarged, which is matched. */
  readonly up: Tensor4D;
  readonly references: readonly Tensor4D[];
}

/** What `MRAPARestorationNet.forward` takes. */
type Inputs = Parameters<MRAPARestorationNet['forward']>;

/** MRefSR's networks, optimisers and losses on one batch, and the step of `@srkit/training` that trains them. */
export class RefsrTrainingRun {
  readonly g: MRAPARestorationNet;
  readonly d: ImageDiscriminator | undefined;
  readonly optimG: RecordingOptimizer;
  readonly optimD: RecordingOptimizer | undefined;
  readonly #vgg: VGGFeatureExtractor | undefined;
  readonly #correspondences: Correspondence[];
  readonly #batch: { readonly inputs: Inputs; readonly gt: Tensor4D };
  readonly #step: RestorationStep<Inputs>;
  readonly #schedule: LrSchedule;

  constructor(params: RefsrTrainingParams, batch: RefsrBatch) {
    const { ngf, n_blocks, groups, train } = params;
    this.g = new MRAPARestorationNet({ ngf, nBlocks: n_blocks, groups });
    fillWithHash(this.g, params.net_g_hash_weights);
    const groupsG = referenceAdamGroups(this.g.namedParameters(), {
      lrG: train.lr_g,
      lrOffset: train.lr_offset,
      lrRelu2Offset: train.lr_relu2_offset,
      lrRelu3Offset: train.lr_relu3_offset,
      betas: train.beta_g,
      weightDecay: train.weight_decay_g,
    });
    this.optimG = new RecordingOptimizer(new Adam(groupsG));
    const config = train.perceptual_opt;
    const { network_d, net_d_hash_weights, perceptual_hash_weights } = params;
    if (!network_d !== !net_d_hash_weights || !config !== !perceptual_hash_weights)
      throw new Error('the case has a network without weights, or weights without a network');
    if (config && perceptual_hash_weights) {
      const { use_input_norm = true, norm_img = false } = config;
      if (!use_input_norm || norm_img) throw new Error('only use_input_norm without norm_img is known');
      const layers = Object.keys(config.layer_weights);
      this.#vgg = hashedRefsrVgg(layers, config.vgg_type, perceptual_hash_weights);
    }
    if (network_d && net_d_hash_weights) {
      const { gan_type = 'wgan' } = train;
      if (gan_type !== 'wgan') throw new Error(`GAN loss '${gan_type}' is not known`);
      this.d = new ImageDiscriminator({ ndf: network_d.ndf });
      fillWithHash(this.d, net_d_hash_weights);
      this.optimD = new RecordingOptimizer(
        new Adam({
          parameters: this.d.namedParameters(),
          lr: train.lr_d,
          betas: train.beta_d,
          weightDecay: train.weight_decay_d,
        }),
      );
    }
    this.#step = new RestorationStep<Inputs>({
      generator: this.g,
      optimizer: this.optimG,
      pixel: pixelLoss({
        type: train.pixel_criterion,
        loss_weight: train.pixel_weight,
        reduction: 'mean',
      }),
      perceptual: this.#vgg && config ? new PerceptualLoss(this.#vgg, perceptualOptions(config)) : null,
      ...(this.d && this.optimD
        ? {
            adversarial: {
              discriminator: this.d,
              optimizer: this.optimD,
              ganWeight: train.gan_weight ?? 1e-6,
              gradientPenaltyWeight: train.grad_penalty_weight ?? 10,
              pretrainSteps: train.net_g_pretrain_steps,
              netDSteps: train.net_d_steps ?? 1,
              netDInitSteps: train.net_d_init_steps ?? 0,
            },
          }
        : {}),
    });
    this.#schedule = scheduleOf(train.scheduler);
    this.#correspondences = match(params, batch);
    const preOffsets = this.#correspondences.map((found) => found.preOffsets);
    const features = this.#correspondences.map((found) => found.features);
    this.#batch = { inputs: [batch.lq, preOffsets, features], gt: batch.gt };
  }

  output(): Tensor4D {
    return this.g.forward(...this.#batch.inputs);
  }

  /** Sets the rates of an iteration. */
  setRates(iteration: number): void {
    for (const optimizer of [this.optimG, this.optimD])
      if (optimizer) setRates(optimizer.adam, this.#schedule, iteration);
  }

  step(iteration: number, alpha: Tensor4D | undefined): Promise<LossValues> {
    return this.#step.step(iteration, alpha ? { ...this.#batch, alpha } : this.#batch);
  }

  /** The discriminator's gradients for a given output, with its running statistics put back. */
  async judge(output: Tensor4D, alpha: Tensor4D): Promise<NamedGradients> {
    const state = await this.d?.stateDict();
    const { value, grads } = this.#step.discriminatorGradients({ ...this.#batch, alpha }, output);
    value.dispose();
    if (state) this.d?.loadStateDict(state);
    return grads;
  }

  dispose(): void {
    for (const owner of [this.g, this.d, this.optimG, this.optimD, this.#vgg]) owner?.dispose();
    for (const { preOffsets, features } of this.#correspondences)
      for (const tensor of [...Object.values(preOffsets), ...Object.values(features)]) tensor.dispose();
  }
}

/** Matching happens once: neither the extractor nor VGG is trained. */
const match = (
  { extractor_hash_weights, map_hash_weights }: RefsrTrainingParams,
  { up, references }: RefsrBatch,
): Correspondence[] => {
  const extractor = new ContrasMultiExtractorSep({ deferred: true });
  fillWithHash(extractor, extractor_hash_weights, (name) =>
    name.replace('feature_extraction_image2', 'feature_extraction_image1'),
  );
  const generation = new CorrespondenceGenerationArch({ decode: 'official' }, { deferred: true });
  fillWithHash(generation, map_hash_weights);
  const dense = extractor.forward(up, references);
  const found = dense.map((features, i) => generation.forward(features, references[i] as Tensor4D));
  dense[0]?.denseFeatures1.dispose();
  for (const { denseFeatures2 } of dense) denseFeatures2.dispose();
  for (const module of [extractor, generation]) module.dispose();
  return found;
};
