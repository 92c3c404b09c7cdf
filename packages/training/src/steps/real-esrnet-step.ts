import { l1Loss } from '@srkit/losses';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Ema } from '../ema';
import {
  type ContentOptions,
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

/** What both of Real-ESRGAN's steps learn from. */
export interface PairBatch {
  /** `[n, h, w, 3]`, RGB in 0..1. */
  readonly lq: Tensor4D;
  /** `[n, h * scale, w * scale, 3]`. */
  readonly gt: Tensor4D;
}

export interface RealEsrnetStepOptions extends ContentOptions {
  readonly generator: Generator;
  readonly optimizer: Optimizer;
  /** Follows the generator after every step. */
  readonly ema?: Ema;
}

/**
 * The training step of Real-ESRNet (Real-ESRGAN, section 4.1): the generator learns from L1 alone, or with a perceptual
 * loss beside it. Networks, optimisers and averages stay the caller's.
 */
export class RealEsrnetStep {
  readonly #options: RealEsrnetStepOptions;

  constructor(options: RealEsrnetStepOptions) {
    this.#options = options;
  }

  /**
   * Forward, losses, backward, update, average.
   *
   * @param batch LQ `[n, h, w, 3]` and ground truth `[n, h * scale, w * scale, 3]`, RGB in 0..1. For the targets of
   *   Real-ESRNet+ the ground truth is sharpened (`sharpenGt` of `@srkit/degradation`).
   * @returns `l_pix`, and with a perceptual loss `l_percep` and `l_style`, as they were before the update.
   */
  step(batch: PairBatch): Promise<LossValues> {
    return logged((log) => this.run([batch], log));
  }

  /** The same for a batch in parts, whose gradients are averaged before the update; what is logged stays on the device. */
  run(parts: readonly PairBatch[], log: LossLog): void {
    const { generator, optimizer, ema, pixel = l1Loss, perceptual = null } = this.#options;
    const grads = meanGradients(parts, ({ lq, gt }) =>
      lossGradients(generator.namedParameters(), log, () =>
        total(
          contentTerms(
            generator.forward(lq),
            { pixel: gt, perceptual: gt },
            { pixel, perceptual },
            (name, term) => log.add(`l_${name}`, term),
          ),
        ),
      ),
    );
    update(optimizer, grads, log);
    log.timed('update', () => ema?.update());
  }
}
