import { type GanLossOptions, ganLoss, l1Loss } from '@srkit/losses';
import { usmSharp } from '@srkit/ops';
import { add, keep, mean, type Scalar, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { Ema } from '../ema';
import type { NamedGradients } from '../named-parameters';
import {
  type ContentOptions,
  type Critic,
  contentTerms,
  type Generator,
  type LossLog,
  type LossValues,
  logged,
  lossGradients,
  meanGradients,
  type Optimizer,
  total,
  update,
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

/** What the generator learns from. */
interface GeneratorBatch {
  readonly lq: Tensor4D;
  readonly pixel: Tensor4D;
  readonly perceptual: Tensor4D;
}

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
  step(iteration: number, batch: RealEsrganBatch): Promise<LossValues> {
    return logged((log) => this.run(iteration, [batch], log));
  }

  /** The same for a batch in parts, whose gradients are averaged; what is logged stays on the device. */
  run(iteration: number, parts: readonly RealEsrganBatch[], log: LossLog): void {
    const { optimizerD, ema, netDIters = 1, netDInitIters = 0, sharpened = SHARPENED } = this.#options;
    const held: Tensor[] = [];
    try {
      const batches = parts.map(({ lq, gt, gtUsm }) => {
        let sharp = gtUsm ?? gt;
        if (!gtUsm && Object.values(sharpened).includes(true)) {
          sharp = usmSharp(gt);
          held.push(sharp);
        }
        const target = (isSharp: boolean): Tensor4D => (isSharp ? sharp : gt);
        return {
          lq,
          pixel: target(sharpened.pixel),
          perceptual: target(sharpened.perceptual),
          real: target(sharpened.gan),
        };
      });
      const learns = iteration % netDIters === 0 && iteration > netDInitIters;
      const outputs = this.#outputs(batches, learns, log);
      held.push(...outputs);
      const grads = meanGradients(batches, ({ real }, i) => this.#judgeBoth(real, outputs[i]!, log));
      held.push(...grads.values());
      log.timed('update', () => {
        optimizerD.step(grads);
        ema?.update();
      });
    } finally {
      for (const tensor of held) tensor.dispose();
    }
  }

  /** The generator's outputs, which are the caller's, as they were before it learnt from them. */
  #outputs(batches: readonly GeneratorBatch[], learns: boolean, log: LossLog): Tensor4D[] {
    const { generator, optimizerG } = this.#options;
    if (!learns)
      return batches.map(({ lq }) => log.timed('forward', () => tidy(() => generator.forward(lq))));
    const outputs: Tensor4D[] = [];
    try {
      const grads = meanGradients(batches, (batch) => this.#learn(batch, log, outputs));
      update(optimizerG, grads, log);
      return outputs;
    } catch (error) {
      for (const output of outputs) output.dispose();
      throw error;
    }
  }

  /** Gradients of the generator; its output is added to `outputs`. */
  #learn({ lq, ...targets }: GeneratorBatch, log: LossLog, outputs: Tensor4D[]): NamedGradients {
    const { generator, discriminator, pixel = l1Loss, perceptual = null, gan = GAN } = this.#options;
    return lossGradients(generator.namedParameters(), log, () => {
      const made = generator.forward(lq);
      outputs.push(keep(made.clone()));
      const terms = contentTerms(made, targets, { pixel, perceptual }, (name, term) =>
        log.add(`l_g_${name}`, term),
      );
      const adversarial = ganLoss(discriminator.forward(made), true, gan);
      log.add('l_g_gan', adversarial);
      return total([...terms, adversarial]);
    });
  }

  /** Gradients of the discriminator's loss on ground truth and output, which add up. */
  #judgeBoth(real: Tensor4D, output: Tensor4D, log: LossLog): NamedGradients {
    const held: Tensor[] = [];
    try {
      const first = this.#judge('real', real, log);
      held.push(...first.values());
      const second = this.#judge('fake', output, log);
      held.push(...second.values());
      return added(first, second);
    } finally {
      for (const tensor of held) tensor.dispose();
    }
  }

  /** Gradients of the discriminator's loss on one kind of picture. */
  #judge(name: 'real' | 'fake', picture: Tensor4D, log: LossLog): NamedGradients {
    const { discriminator, gan = GAN } = this.#options;
    return lossGradients(discriminator.namedParameters(), log, () => {
      const verdict = discriminator.forward(picture);
      log.add(`out_d_${name}`, mean(verdict));
      const loss = ganLoss(verdict, name === 'real', { ...gan, isDisc: true }) as Scalar;
      log.add(`l_d_${name}`, loss);
      return loss;
    });
  }
}
