import { ganLoss, gradientPenalty, l1Loss, PerceptualLoss } from '@srkit/losses';
import {
  ContrasMultiExtractorSep,
  type Correspondence,
  CorrespondenceGenerationArch,
  ImageDiscriminator,
  MRAPARestorationNet,
  type VGGFeatureExtractor,
} from '@srkit/models';
import { Adam, parameterGradients, referenceAdamGroups } from '@srkit/training';
import { add, addN, keep, mean, type Scalar, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { fillWithHash, type RefsrHash } from '../hash-refsr';
import { hashedRefsrVgg, type PerceptualConfig } from './perceptual-loss';

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
    readonly perceptual_opt?: PerceptualConfig;
    readonly gan_weight?: number;
    readonly grad_penalty_weight?: number;
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

export type Grads = ReadonlyMap<string, Tensor>;

/** MRefSR's training on one batch. */
export class RefsrTrainingRun {
  readonly logged = new Map<string, Scalar>();
  readonly g: MRAPARestorationNet;
  readonly d: ImageDiscriminator | undefined;
  readonly #optimG: Adam;
  readonly #optimD: Adam | undefined;
  readonly #vgg: VGGFeatureExtractor | undefined;
  readonly #perceptual: PerceptualLoss<number, number> | undefined;
  readonly #correspondences: Correspondence[];
  readonly #batch: RefsrBatch;
  readonly #train: RefsrTrainingParams['train'];

  constructor(params: RefsrTrainingParams, batch: RefsrBatch) {
    const { ngf, n_blocks, groups, train } = params;
    this.#batch = batch;
    this.#train = train;
    this.g = new MRAPARestorationNet({ ngf, nBlocks: n_blocks, groups });
    fillWithHash(this.g, params.net_g_hash_weights);
    this.#optimG = new Adam(
      referenceAdamGroups(this.g.namedParameters(), {
        lrG: train.lr_g,
        lrOffset: train.lr_offset,
        lrRelu2Offset: train.lr_relu2_offset,
        lrRelu3Offset: train.lr_relu3_offset,
        betas: train.beta_g,
        weightDecay: train.weight_decay_g,
      }),
    );
    if (params.network_d && params.net_d_hash_weights) {
      this.d = new ImageDiscriminator({ ndf: params.network_d.ndf });
      fillWithHash(this.d, params.net_d_hash_weights);
      this.#optimD = new Adam({
        parameters: this.d.namedParameters(),
        lr: train.lr_d,
        betas: train.beta_d,
        weightDecay: train.weight_decay_d,
      });
    }
    const config = train.perceptual_opt;
    if (config && params.perceptual_hash_weights) {
      const layers = Object.keys(config.layer_weights);
      this.#vgg = hashedRefsrVgg(layers, config.vgg_type, params.perceptual_hash_weights);
      this.#perceptual = new PerceptualLoss(this.#vgg, {
        layerWeights: config.layer_weights,
        criterion: config.criterion ?? 'fro',
        perceptualWeight: config.perceptual_weight ?? 1,
      });
    }
    this.#correspondences = match(params, batch);
  }

  #log(name: string, value: Tensor): void {
    this.logged.get(name)?.dispose();
    this.logged.set(name, keep(value.clone()) as Scalar);
  }

  output(): Tensor4D {
    return this.g.forward(
      this.#batch.lq,
      this.#correspondences.map(({ preOffsets }) => preOffsets),
      this.#correspondences.map(({ features }) => features),
    );
  }

  /** The discriminator's part of a step. */
  stepD(fake: Tensor4D, alpha: Tensor4D): Grads {
    const d = this.d as ImageDiscriminator;
    const { gt } = this.#batch;
    const { value, grads } = parameterGradients(d.namedParameters(), () => {
      const judged = (name: string, picture: Tensor4D, isReal: boolean): Scalar => {
        const pred = d.forward(picture);
        const loss = ganLoss(pred, isReal, { type: 'wgan', isDisc: true });
        this.#log(`out_d_${name}`, mean(pred));
        this.#log(`l_d_${name}`, loss);
        return loss;
      };
      const losses = [judged('real', gt, true), judged('fake', fake, false)];
      const penalty = gradientPenalty((x) => d.forward(x), gt, fake, {
        norm: 'sample',
        alpha,
        lossWeight: this.#train.grad_penalty_weight ?? 10,
      });
      this.#log('l_grad_penalty', penalty);
      return addN([...losses, penalty]) as Scalar;
    });
    value.dispose();
    this.#optimD?.step(grads);
    return grads;
  }

  /** The generator's part of a step, with the discriminator as it is now. */
  stepG(): Grads {
    const { gt } = this.#batch;
    const { value, grads } = parameterGradients(this.g.namedParameters(), () => {
      const output = this.output();
      const pixel = l1Loss(output, gt, { lossWeight: this.#train.pixel_weight });
      this.#log('l_g_pix', pixel);
      const terms = [pixel];
      const { perceptual } = this.#perceptual?.forward(output, gt) ?? {};
      if (perceptual) {
        this.#log('l_g_percep', perceptual);
        terms.push(perceptual);
      }
      if (this.d) {
        const lossWeight = this.#train.gan_weight ?? 1e-6;
        const gan = ganLoss(this.d.forward(output), true, { type: 'wgan', lossWeight });
        this.#log('l_g_gan', gan);
        terms.push(gan);
      }
      return terms.reduce((sum, term) => add(sum, term)) as Scalar;
    });
    value.dispose();
    this.#optimG.step(grads);
    return grads;
  }

  dispose(): void {
    for (const owner of [this.g, this.d, this.#optimG, this.#optimD, this.#vgg]) owner?.dispose();
    for (const value of this.logged.values()) value.dispose();
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
