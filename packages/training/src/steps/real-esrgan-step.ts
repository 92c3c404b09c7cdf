import { type GanLossOptions, ganLoss, l1Loss } from '@srkit/losses';
import { usmSharp } from '@srkit/ops';
import { add, keep, mean, type Scalar, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { Ema } from '../ema';
import type { NamedGradients } from '../named-parameters';
import { parameterGradients } from '../parameter-gradients';
import {
  type ContentOptions,
  type Critic,
  contentTerms,
  disposeGradients,
  type Generator,
  type LossLog,
  type LossValues,
  logged,
  type Optimizer,
  total,
} from './step';

export interface RealEsrganStepOptions extends ContentOptions {
  readonly generator: Generator;
  /** Stays in training mode: every forward is a power iteration of its spectral norms. */
  readonly discriminator: Critic;
  readonly optimizerG: Optimizer;
  readonly optimizerD: Optimizer;
  /** Follows the generator after every step, also where the generator rests. */
  readonly ema?: Ema;
  /** Default: vanilla, weight 0.1. */
  readonly gan?: Omit<GanLossOptions, 'isDisc'>;
  /** Whether the targets of the three losses are sharpened. Default L1 and perceptual, not the GAN's (section 3.4). */
  readonly sharpened?: { readonly pixel: boolean; readonly perceptual: boolean; readonly gan: boolean };
  /** The generator learns in every so many steps. Default 1. */
  readonly netDIters?: number;
  /** Steps at the start in which only the discriminator learns. Default 0. */
  readonly netDInitIters?: number;
}

export interface RealEsrganBatch {
  /** `[n, h, w, 3]`, RGB in 0..1. */
  readonly lq: Tensor4D;
  /** `[n, h * scale, w * scale, 3]`, not sharpened. */
  readonly gt: Tensor4D;
  /** The sharpened ground truth, if it is there already; otherwise it is made by `usmSharp`. */
  readonly gtUsm?: Tensor4D;
}

/** Real-ESRGAN's in the released options. */
const GAN = { type: 'vanilla', lossWeight: 0.1 } as const;
const SHARPENED = { pixel: true, perceptual: true, gan: false } as const;

/** Sums of gradients by name. */
const added = (first: NamedGradients, second: NamedGradients): NamedGradients =>
  new Map([...first].map(([name, gradient]) => [name, add(gradient, second.get(name) as Tensor)]));

/**
 * The training step of Real-ESRGAN (sections 3.4 and 4.1): the generator learns from L1, perceptual and adversarial loss,
 * then the discriminator from the ground truth and from the output, whose gradients add up. The output is the one from
 * before the generator's update. Networks, optimisers and averages stay the caller's.
 */
export class RealEsrganStep {
  readonly #options: RealEsrganStepOptions;

  constructor(options: RealEsrganStepOptions) {
    this.#options = options;
  }

  /**
   * @param iteration counts from 1; it decides whether the generator learns.
   * @returns `l_g_pix`, `l_g_percep`, `l_g_style`, `l_g_gan` of a step of the generator, as far as there are such losses;
   *   `l_d_real`, `out_d_real`, `l_d_fake`, `out_d_fake` (the discriminator's mean output).
   */
  step(iteration: number, { lq, gt, gtUsm }: RealEsrganBatch): Promise<LossValues> {
    const {
      generator,
      optimizerD,
      ema,
      netDIters = 1,
      netDInitIters = 0,
      sharpened = SHARPENED,
    } = this.#options;
    return logged((log) => {
      const held: Tensor[] = [];
      try {
        let sharp = gtUsm ?? gt;
        if (!gtUsm && Object.values(sharpened).includes(true)) {
          sharp = usmSharp(gt);
          held.push(sharp);
        }
        const target = (isSharp: boolean): Tensor4D => (isSharp ? sharp : gt);
        const learns = iteration % netDIters === 0 && iteration > netDInitIters;
        const output = learns
          ? this.#stepG(lq, { pixel: target(sharpened.pixel), perceptual: target(sharpened.perceptual) }, log)
          : tidy(() => generator.forward(lq));
        held.push(output);
        const real = this.#judge('real', target(sharpened.gan), log);
        held.push(...real.values());
        const fake = this.#judge('fake', output, log);
        held.push(...fake.values());
        const grads = added(real, fake);
        held.push(...grads.values());
        optimizerD.step(grads);
        ema?.update();
      } finally {
        for (const tensor of held) tensor.dispose();
      }
    });
  }

  /** The generator's part; gives its output, which is the caller's. */
  #stepG(
    lq: Tensor4D,
    targets: { readonly pixel: Tensor4D; readonly perceptual: Tensor4D },
    log: LossLog,
  ): Tensor4D {
    const {
      generator,
      discriminator,
      optimizerG,
      pixel = l1Loss,
      perceptual = null,
      gan = GAN,
    } = this.#options;
    let output: Tensor4D | undefined;
    let grads: NamedGradients = new Map();
    try {
      const found = parameterGradients(generator.namedParameters(), () => {
        const made = generator.forward(lq);
        output = keep(made.clone());
        const terms = contentTerms(made, targets, { pixel, perceptual }, (name, term) =>
          log.add(`l_g_${name}`, term),
        );
        const adversarial = ganLoss(discriminator.forward(made), true, gan);
        log.add('l_g_gan', adversarial);
        return total([...terms, adversarial]);
      });
      found.value.dispose();
      grads = found.grads;
      optimizerG.step(grads);
      return output as unknown as Tensor4D;
    } catch (error) {
      output?.dispose();
      throw error;
    } finally {
      disposeGradients(grads);
    }
  }

  /** Gradients of the discriminator's loss on one kind of picture. */
  #judge(name: 'real' | 'fake', picture: Tensor4D, log: LossLog): NamedGradients {
    const { discriminator, gan = GAN } = this.#options;
    const { value, grads } = parameterGradients(discriminator.namedParameters(), () => {
      const verdict = discriminator.forward(picture);
      log.add(`out_d_${name}`, mean(verdict));
      return ganLoss(verdict, name === 'real', { ...gan, isDisc: true }) as Scalar;
    });
    log.add(`l_d_${name}`, value);
    value.dispose();
    return grads;
  }
}
