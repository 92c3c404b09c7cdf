import { ganLoss, l1Loss } from '@srkit/losses';
import { usmSharp } from '@srkit/ops';
import { add, keep, mean, tidy } from '@tensorflow/tfjs-core';
import { parameterGradients } from '../parameter-gradients';
import { contentTerms, logged, meanGradients, total, update, } from './step';
/** Real-ESRGAN's in the released options. */
const GAN = { type: 'vanilla', lossWeight: 0.1 };
const SHARPENED = { pixel: true, perceptual: true, gan: false };
/** Sums of gradients by name. */
const added = (first, second) => new Map([...first].map(([name, gradient]) => [name, add(gradient, second.get(name))]));
/**
 * The training step of Real-ESRGAN (sections 3.4 and 4.1): the generator learns from L1, perceptual and adversarial loss,
 * then the discriminator from the ground truth and from the output, whose gradients add up. The output is the one from
 * before the generator's update. Networks, optimisers and averages stay the caller's.
 */
export class RealEsrganStep {
    #options;
    constructor(options) {
        this.#options = options;
    }
    /**
     * @param iteration counts from 1; it decides whether the generator learns.
     * @returns `l_g_pix`, `l_g_percep`, `l_g_style`, `l_g_gan` of a step of the generator, as far as there are such losses;
     *   `l_d_real`, `out_d_real`, `l_d_fake`, `out_d_fake` (the discriminator's mean output).
     */
    step(iteration, batch) {
        return logged((log) => this.run(iteration, [batch], log));
    }
    /** The same for a batch in parts, whose gradients are averaged; what is logged stays on the device. */
    run(iteration, parts, log) {
        const { optimizerD, ema, netDIters = 1, netDInitIters = 0, sharpened = SHARPENED } = this.#options;
        const held = [];
        try {
            const batches = parts.map(({ lq, gt, gtUsm }) => {
                let sharp = gtUsm ?? gt;
                if (!gtUsm && Object.values(sharpened).includes(true)) {
                    sharp = usmSharp(gt);
                    held.push(sharp);
                }
                const target = (isSharp) => (isSharp ? sharp : gt);
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
            const grads = meanGradients(batches, ({ real }, i) => this.#judgeBoth(real, outputs[i], log));
            held.push(...grads.values());
            optimizerD.step(grads);
            ema?.update();
        }
        finally {
            for (const tensor of held)
                tensor.dispose();
        }
    }
    /** The generator's outputs, which are the caller's, as they were before it learnt from them. */
    #outputs(batches, learns, log) {
        const { generator, optimizerG } = this.#options;
        if (!learns)
            return batches.map(({ lq }) => tidy(() => generator.forward(lq)));
        const outputs = [];
        try {
            const grads = meanGradients(batches, (batch) => this.#learn(batch, log, outputs));
            update(optimizerG, grads);
            return outputs;
        }
        catch (error) {
            for (const output of outputs)
                output.dispose();
            throw error;
        }
    }
    /** Gradients of the generator; its output is added to `outputs`. */
    #learn({ lq, ...targets }, log, outputs) {
        const { generator, discriminator, pixel = l1Loss, perceptual = null, gan = GAN } = this.#options;
        const { value, grads } = parameterGradients(generator.namedParameters(), () => {
            const made = generator.forward(lq);
            outputs.push(keep(made.clone()));
            const terms = contentTerms(made, targets, { pixel, perceptual }, (name, term) => log.add(`l_g_${name}`, term));
            const adversarial = ganLoss(discriminator.forward(made), true, gan);
            log.add('l_g_gan', adversarial);
            return total([...terms, adversarial]);
        });
        value.dispose();
        return grads;
    }
    /** Gradients of the discriminator's loss on ground truth and output, which add up. */
    #judgeBoth(real, output, log) {
        const held = [];
        try {
            const first = this.#judge('real', real, log);
            held.push(...first.values());
            const second = this.#judge('fake', output, log);
            held.push(...second.values());
            return added(first, second);
        }
        finally {
            for (const tensor of held)
                tensor.dispose();
        }
    }
    /** Gradients of the discriminator's loss on one kind of picture. */
    #judge(name, picture, log) {
        const { discriminator, gan = GAN } = this.#options;
        const { value, grads } = parameterGradients(discriminator.namedParameters(), () => {
            const verdict = discriminator.forward(picture);
            log.add(`out_d_${name}`, mean(verdict));
            return ganLoss(verdict, name === 'real', { ...gan, isDisc: true });
        });
        log.add(`l_d_${name}`, value);
        value.dispose();
        return grads;
    }
}
