import { l1Loss } from '@srkit/losses';
import { parameterGradients } from '../parameter-gradients';
import { contentTerms, logged, meanGradients, total, update, } from './step';
/**
 * The training step of Real-ESRNet (Real-ESRGAN, section 4.1): the generator learns from L1 alone, or with a perceptual
 * loss beside it. Networks, optimisers and averages stay the caller's.
 */
export class RealEsrnetStep {
    #options;
    constructor(options) {
        this.#options = options;
    }
    /**
     * Forward, losses, backward, update, average.
     *
     * @param batch LQ `[n, h, w, 3]` and ground truth `[n, h * scale, w * scale, 3]`, RGB in 0..1. For the targets of
     *   Real-ESRNet+ the ground truth is sharpened (`sharpenGt` of `@srkit/degradation`).
     * @returns `l_pix`, and with a perceptual loss `l_percep` and `l_style`, as they were before the update.
     */
    step(batch) {
        return logged((log) => this.run([batch], log));
    }
    /** The same for a batch in parts, whose gradients are averaged before the update; what is logged stays on the device. */
    run(parts, log) {
        const { generator, optimizer, ema, pixel = l1Loss, perceptual = null } = this.#options;
        const grads = meanGradients(parts, ({ lq, gt }) => {
            const found = parameterGradients(generator.namedParameters(), () => total(contentTerms(generator.forward(lq), { pixel: gt, perceptual: gt }, { pixel, perceptual }, (name, term) => log.add(`l_${name}`, term))));
            found.value.dispose();
            return found.grads;
        });
        update(optimizer, grads);
        ema?.update();
    }
}
