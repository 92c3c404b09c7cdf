import { l1Loss } from '@srkit/losses';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Ema } from '../ema';
import { parameterGradients } from '../parameter-gradients';
import {
  type ContentOptions,
  contentTerms,
  type Generator,
  type LossValues,
  logged,
  type Optimizer,
  total,
  update,
} from './step';

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
  step({ lq, gt }: { readonly lq: Tensor4D; readonly gt: Tensor4D }): Promise<LossValues> {
    const { generator, optimizer, ema, pixel = l1Loss, perceptual = null } = this.#options;
    return logged((log) => {
      const { value, grads } = parameterGradients(generator.namedParameters(), () =>
        total(
          contentTerms(
            generator.forward(lq),
            { pixel: gt, perceptual: gt },
            { pixel, perceptual },
            (name, term) => log.add(`l_${name}`, term),
          ),
        ),
      );
      value.dispose();
      update(optimizer, grads);
      ema?.update();
    });
  }
}
