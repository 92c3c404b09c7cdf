import { l1Loss, PerceptualLoss } from '@srkit/losses';
import { ContrasMultiExtractorSep, CorrespondenceGenerationArch, ImageDiscriminator, MRAPARestorationNet, } from '@srkit/models';
import { Adam, RestorationStep, referenceAdamGroups, } from '@srkit/training';
import { fillWithHash } from '../hash-refsr';
import { RecordingOptimizer } from '../recording-optimizer';
import { hashedRefsrVgg, perceptualOptions } from './perceptual-loss';
/** MRefSR's networks, optimisers and losses on one batch, and the step of `@srkit/training` that trains them. */
export class RefsrTrainingRun {
    g;
    d;
    optimG;
    optimD;
    #vgg;
    #correspondences;
    #batch;
    #step;
    constructor(params, batch) {
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
        if (config && params.perceptual_hash_weights) {
            const layers = Object.keys(config.layer_weights);
            this.#vgg = hashedRefsrVgg(layers, config.vgg_type, params.perceptual_hash_weights);
        }
        if (params.network_d && params.net_d_hash_weights) {
            this.d = new ImageDiscriminator({ ndf: params.network_d.ndf });
            fillWithHash(this.d, params.net_d_hash_weights);
            this.optimD = new RecordingOptimizer(new Adam({
                parameters: this.d.namedParameters(),
                lr: train.lr_d,
                betas: train.beta_d,
                weightDecay: train.weight_decay_d,
            }));
        }
        this.#step = new RestorationStep({
            generator: this.g,
            optimizer: this.optimG,
            pixel: (output, target) => l1Loss(output, target, { lossWeight: train.pixel_weight }),
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
        this.#correspondences = match(params, batch);
        const preOffsets = this.#correspondences.map((found) => found.preOffsets);
        const features = this.#correspondences.map((found) => found.features);
        this.#batch = { inputs: [batch.lq, preOffsets, features], gt: batch.gt };
    }
    output() {
        return this.g.forward(...this.#batch.inputs);
    }
    step(iteration, alpha) {
        return this.#step.step(iteration, alpha ? { ...this.#batch, alpha } : this.#batch);
    }
    /** The discriminator's gradients for a given output, with its running statistics put back. */
    async judge(output, alpha) {
        const state = await this.d?.stateDict();
        const { value, grads } = this.#step.discriminatorGradients({ ...this.#batch, alpha }, output);
        value.dispose();
        if (state)
            this.d?.loadStateDict(state);
        return grads;
    }
    dispose() {
        for (const owner of [this.g, this.d, this.optimG, this.optimD, this.#vgg])
            owner?.dispose();
        for (const { preOffsets, features } of this.#correspondences)
            for (const tensor of [...Object.values(preOffsets), ...Object.values(features)])
                tensor.dispose();
    }
}
/** Matching happens once: neither the extractor nor VGG is trained. */
const match = ({ extractor_hash_weights, map_hash_weights }, { up, references }) => {
    const extractor = new ContrasMultiExtractorSep({ deferred: true });
    fillWithHash(extractor, extractor_hash_weights, (name) => name.replace('feature_extraction_image2', 'feature_extraction_image1'));
    const generation = new CorrespondenceGenerationArch({ decode: 'official' }, { deferred: true });
    fillWithHash(generation, map_hash_weights);
    const dense = extractor.forward(up, references);
    const found = dense.map((features, i) => generation.forward(features, references[i]));
    dense[0]?.denseFeatures1.dispose();
    for (const { denseFeatures2 } of dense)
        denseFeatures2.dispose();
    for (const module of [extractor, generation])
        module.dispose();
    return found;
};
