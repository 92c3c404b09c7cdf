import { ConfigError } from '@srkit/core';
import {
  type FeatureExtractor,
  type Features,
  ganLoss,
  gradientPenalty,
  l1Loss,
  textureLoss,
} from '@srkit/losses';
import { mean, type Scalar, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { type ParameterGradients, parameterGradients } from '../parameter-gradients';
import {
  type ContentOptions,
  type Critic,
  contentTerms,
  type LossLog,
  type LossValues,
  logged,
  lossGradients,
  meanGradients,
  type Optimizer,
  type Trainable,
  total,
  update,
} from './step';

/** The adversarial part of a restoration step: a Wasserstein GAN with gradient penalty. */
export interface WassersteinOptions {
  /** In training mode, as its batch statistics take part. */
  readonly discriminator: Critic;
  readonly optimizer: Optimizer;
  /** Factor of the generator's adversarial loss. Default 1e-6. */
  readonly ganWeight?: number;
  /** Factor of the gradient penalty. Default 10. */
  readonly gradientPenaltyWeight?: number;
  /** Steps at the start in which the generator learns from its pixel loss alone. Default 0; 10000 in C2-Matching. */
  readonly pretrainSteps?: number;
  /** The generator learns in every so many steps after those. Default 1. */
  readonly netDSteps?: number;
  /** Steps after those in which only the discriminator learns. Default 0. */
  readonly netDInitSteps?: number;
}

export interface RestorationStepOptions<Inputs extends readonly unknown[]> extends ContentOptions {
  /** `RestorationNet` (C2-Matching) or `MRAPARestorationNet` (MRefSR). */
  readonly generator: Trainable & { forward(...inputs: Inputs): Tensor4D };
  readonly optimizer: Optimizer;
  readonly adversarial?: WassersteinOptions;
  /** The texture loss that both official codes carry along; a batch then has its maps and weights. */
  readonly texture?: { readonly extractor: FeatureExtractor; readonly weight: number };
}

export interface RestorationBatch<Inputs extends readonly unknown[]> {
  /** What the generator's `forward` takes: LQ, pre-offsets and reference features. */
  readonly inputs: Inputs;
  /** `[n, h, w, 3]`, RGB in 0..1. */
  readonly gt: Tensor4D;
  /** Where between ground truth and output the penalty looks: uniform in [0, 1), `[n, 1, 1, 1]`. For the GAN only. */
  readonly alpha?: Tensor4D;
  /** Swapped features and matching scores of the texture loss. */
  readonly texture?: { readonly maps: Features; readonly weights: Tensor4D };
}

/**
 * The training step of the restoration networks of C2-Matching (section 3.4, stage 3) and MRefSR: L1 alone, or a
 * discriminator's update, then L1, perceptual and adversarial loss against the updated discriminator. Matching is not
 * trained here: its results are inputs. Networks and optimisers stay the caller's.
 */
export class RestorationStep<const Inputs extends readonly unknown[]> {
  readonly #options: RestorationStepOptions<Inputs>;

  constructor(options: RestorationStepOptions<Inputs>) {
    this.#options = options;
  }

  /**
   * @param iteration counts from 1; it decides who learns.
   * @returns `l_g_pix`, `l_g_percep`, `l_g_style`, `l_g_texture`, `l_g_gan` of a step of the generator, and with a
   *   discriminator `l_d_real`, `out_d_real`, `l_d_fake`, `out_d_fake`, `l_grad_penalty`.
   */
  step(iteration: number, batch: RestorationBatch<Inputs>): Promise<LossValues> {
    return logged((log) => this.run(iteration, [batch], log));
  }

  /** The same for a batch in parts, whose gradients are averaged; what is logged stays on the device. */
  run(iteration: number, parts: readonly RestorationBatch<Inputs>[], log: LossLog): void {
    const { adversarial, generator } = this.#options;
    const adversarialSteps = iteration - (adversarial?.pretrainSteps ?? 0);
    if (!adversarial || adversarialSteps <= 0) {
      this.#stepG(parts, log, undefined);
      return;
    }
    const grads = meanGradients(parts, (batch) => {
      // The generator runs once more below, with the same result: its tape cannot be kept open across an update.
      const output = log.timed('forward', () => tidy(() => generator.forward(...batch.inputs)));
      try {
        return lossGradients(
          adversarial.discriminator.namedParameters(),
          log,
          this.#discriminatorLoss(adversarial, batch, output, log),
        );
      } finally {
        output.dispose();
      }
    });
    update(adversarial.optimizer, grads, log);
    const { netDSteps = 1, netDInitSteps = 0 } = adversarial;
    if (adversarialSteps % netDSteps === 0 && adversarialSteps > netDInitSteps)
      this.#stepG(parts, log, adversarial);
  }

  /**
   * Value and gradients of the discriminator's loss for a given output of the generator, `[n, h, w, 3]`; nothing is
   * updated but what the discriminator's forward updates. The caller disposes of them.
   */
  discriminatorGradients(batch: RestorationBatch<Inputs>, output: Tensor4D): ParameterGradients {
    const { adversarial } = this.#options;
    if (!adversarial) {
      throw new ConfigError(
        'E_CONFIG_STEP',
        'RestorationStep: there is no discriminator; pass one as `adversarial`.',
      );
    }
    return parameterGradients(
      adversarial.discriminator.namedParameters(),
      this.#discriminatorLoss(adversarial, batch, output),
    );
  }

  #discriminatorLoss(
    { discriminator, gradientPenaltyWeight = 10 }: WassersteinOptions,
    { gt, alpha }: RestorationBatch<Inputs>,
    output: Tensor4D,
    log?: LossLog,
  ): () => Scalar {
    if (!alpha) {
      throw new ConfigError(
        'E_CONFIG_STEP',
        'RestorationStep: batch.alpha is missing. Draw one number in [0, 1) for each sample, `[n, 1, 1, 1]`.',
      );
    }
    return () => {
      const judged = (name: 'real' | 'fake', picture: Tensor4D): Scalar => {
        const verdict = discriminator.forward(picture);
        const loss = ganLoss(verdict, name === 'real', { type: 'wgan', isDisc: true });
        log?.add(`out_d_${name}`, mean(verdict));
        log?.add(`l_d_${name}`, loss);
        return loss;
      };
      const losses = [judged('real', gt), judged('fake', output)];
      const penalty = gradientPenalty((x) => discriminator.forward(x), gt, output, {
        norm: 'sample',
        alpha,
        lossWeight: gradientPenaltyWeight,
      });
      log?.add('l_grad_penalty', penalty);
      return total([...losses, penalty]);
    };
  }

  /** The generator's part: its pixel loss alone, or everything against the discriminator as it is now. */
  #stepG(
    parts: readonly RestorationBatch<Inputs>[],
    log: LossLog,
    adversarial: WassersteinOptions | undefined,
  ): void {
    const { generator, optimizer } = this.#options;
    const grads = meanGradients(parts, (batch) =>
      lossGradients(generator.namedParameters(), log, () => total(this.#terms(batch, log, adversarial))),
    );
    update(optimizer, grads, log);
  }

  /** What the generator learns from. */
  #terms(
    { inputs, gt, texture: swapped }: RestorationBatch<Inputs>,
    log: LossLog,
    adversarial: WassersteinOptions | undefined,
  ): Scalar[] {
    const { generator, pixel = l1Loss, perceptual = null, texture } = this.#options;
    const pretrains = this.#options.adversarial !== undefined && !adversarial;
    const output = generator.forward(...inputs);
    const content = { pixel, perceptual: pretrains ? null : perceptual };
    const terms = contentTerms(output, { pixel: gt, perceptual: gt }, content, (name, term) =>
      log.add(`l_g_${name}`, term),
    );
    if (texture && swapped && !pretrains) {
      const term = textureLoss(texture.extractor, output, swapped.maps, swapped.weights, {
        lossWeight: texture.weight,
      });
      log.add('l_g_texture', term);
      terms.push(term);
    }
    if (adversarial) {
      const { discriminator, ganWeight = 1e-6 } = adversarial;
      const gan = ganLoss(discriminator.forward(output), true, { type: 'wgan', lossWeight: ganWeight });
      log.add('l_g_gan', gan);
      terms.push(gan);
    }
    return terms;
  }
}
