import { ConfigError } from '@srkit/core';
import { ganLoss, gradientPenalty, l1Loss, textureLoss, } from '@srkit/losses';
import { mean, tidy } from '@tensorflow/tfjs-core';
import { parameterGradients } from '../parameter-gradients';
import { contentTerms, logged, meanGradients, total, update, } from './step';
/**
 * The training step of the restoration networks of C2-Matching (section 3.4, stage 3) and MRefSR: L1 alone, or a
 * discriminator's update, then L1, perceptual and adversarial loss against the updated discriminator. Matching is not
 * trained here: its results are inputs. Networks and optimisers stay the caller's.
 */
export class RestorationStep {
    #options;
    constructor(options) {
        this.#options = options;
    }
    /**
     * @param iteration counts from 1; it decides who learns.
     * @returns `l_g_pix`, `l_g_percep`, `l_g_style`, `l_g_texture`, `l_g_gan` of a step of the generator, and with a
     *   discriminator `l_d_real`, `out_d_real`, `l_d_fake`, `out_d_fake`, `l_grad_penalty`.
     */
    step(iteration, batch) {
        return logged((log) => this.run(iteration, [batch], log));
    }
    /** The same for a batch in parts, whose gradients are averaged; what is logged stays on the device. */
    run(iteration, parts, log) {
        const { adversarial, generator } = this.#options;
        const adversarialSteps = iteration - (adversarial?.pretrainSteps ?? 0);
        if (!adversarial || adversarialSteps <= 0) {
            this.#stepG(parts, log, undefined);
            return;
        }
        const grads = meanGradients(parts, (batch) => {
            // The generator runs once more below, with the same result: its tape cannot be kept open across an update.
            const output = tidy(() => generator.forward(...batch.inputs));
            try {
                const found = this.#discriminatorGradients(adversarial, batch, output, log);
                found.value.dispose();
                return found.grads;
            }
            finally {
                output.dispose();
            }
        });
        update(adversarial.optimizer, grads);
        const { netDSteps = 1, netDInitSteps = 0 } = adversarial;
        if (adversarialSteps % netDSteps === 0 && adversarialSteps > netDInitSteps)
            this.#stepG(parts, log, adversarial);
    }
    /**
     * Value and gradients of the discriminator's loss for a given output of the generator, `[n, h, w, 3]`; nothing is
     * updated but what the discriminator's forward updates. The caller disposes of them.
     */
    discriminatorGradients(batch, output) {
        const { adversarial } = this.#options;
        if (!adversarial) {
            throw new ConfigError('E_CONFIG_STEP', 'RestorationStep: there is no discriminator; pass one as `adversarial`.');
        }
        return this.#discriminatorGradients(adversarial, batch, output);
    }
    #discriminatorGradients({ discriminator, gradientPenaltyWeight = 10 }, { gt, alpha }, output, log) {
        if (!alpha) {
            throw new ConfigError('E_CONFIG_STEP', 'RestorationStep: batch.alpha is missing. Draw one number in [0, 1) for each sample, `[n, 1, 1, 1]`.');
        }
        return parameterGradients(discriminator.namedParameters(), () => {
            const judged = (name, picture) => {
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
        });
    }
    /** The generator's part: its pixel loss alone, or everything against the discriminator as it is now. */
    #stepG(parts, log, adversarial) {
        const { generator, optimizer } = this.#options;
        const grads = meanGradients(parts, (batch) => {
            const found = parameterGradients(generator.namedParameters(), () => total(this.#terms(batch, log, adversarial)));
            found.value.dispose();
            return found.grads;
        });
        update(optimizer, grads);
    }
    /** What the generator learns from. */
    #terms({ inputs, gt, texture: swapped }, log, adversarial) {
        const { generator, pixel = l1Loss, perceptual = null, texture } = this.#options;
        const pretrains = this.#options.adversarial !== undefined && !adversarial;
        const output = generator.forward(...inputs);
        const content = { pixel, perceptual: pretrains ? null : perceptual };
        const terms = contentTerms(output, { pixel: gt, perceptual: gt }, content, (name, term) => log.add(`l_g_${name}`, term));
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
