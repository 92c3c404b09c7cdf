import { charbonnierLoss, l1Loss, mseLoss, PerceptualLoss } from '@srkit/losses';
import { RRDBNet, SRVGGNetCompact, UNetDiscriminatorSN } from '@srkit/models';
import { Adam, Ema, multiStepRestartLr, RealEsrganStep, RealEsrnetStep, warmUp, } from '@srkit/training';
import { camelCase } from '../camel-case';
import { RecordingOptimizer } from '../recording-optimizer';
import { hashedVgg, perceptualOptions } from './perceptual-loss';
const PIXEL_LOSSES = { L1Loss: l1Loss, MSELoss: mseLoss, CharbonnierLoss: charbonnierLoss };
export const GENERATORS = {
    RRDBNet: (config) => new RRDBNet(config),
    SRVGGNetCompact: (config) => new SRVGGNetCompact(config),
};
const load = (golden, network, prefix) => {
    const entries = golden.expand(`${prefix}*`).map((key) => {
        const name = key.slice(prefix.length);
        return [
            name,
            { name, dtype: 'F32', shape: golden.tensor(key).shape, data: golden.floats(key) },
        ];
    });
    network.loadStateDict(new Map(entries));
};
const adamOf = (network, { type, lr, betas, weight_decay }) => {
    if (type !== 'Adam')
        throw new Error(`optimiser '${type}' is not known`);
    return new Adam({ parameters: network.namedParameters(), lr, betas, weightDecay: weight_decay });
};
const pixelLoss = ({ type, loss_weight, reduction }) => {
    const loss = PIXEL_LOSSES[type];
    if (!loss)
        throw new Error(`pixel loss '${type}' is not known`);
    return (output, target) => loss(output, target, { reduction, lossWeight: loss_weight });
};
const scheduleOf = ({ scheduler, warmup_iter }) => {
    const { type, milestones, gamma, restarts, restart_weights } = scheduler;
    if (type !== 'MultiStepLR' && type !== 'MultiStepRestartLR')
        throw new Error(`scheduler '${type}' is not known`);
    const schedule = multiStepRestartLr({
        milestones,
        gamma,
        ...(restarts ? { restarts } : {}),
        ...(restart_weights ? { restartWeights: restart_weights } : {}),
    });
    return warmUp(schedule, warmup_iter);
};
/** The networks, optimisers and losses of a case, and the step of `@srkit/training` that trains them. */
export class TrainingRun {
    g;
    average;
    d;
    optimG;
    optimD;
    step;
    #vgg;
    #schedule;
    constructor(golden, { model, options, hash }, create) {
        const { network_g, network_d, train } = options;
        const { type: _g, ...configG } = network_g;
        [this.g, this.average] = [create(camelCase(configG)), create(camelCase(configG))];
        load(golden, this.g, 'init.g.');
        this.optimG = new RecordingOptimizer(adamOf(this.g, train.optim_g));
        const ema = new Ema(this.g.namedParameters(), this.average.namedParameters(), { decay: train.ema_decay });
        if (train.perceptual_opt && hash?.vgg19)
            this.#vgg = hashedVgg(train.perceptual_opt, hash.vgg19);
        const shared = {
            generator: this.g,
            ema,
            pixel: train.pixel_opt ? pixelLoss(train.pixel_opt) : null,
            perceptual: this.#vgg && train.perceptual_opt
                ? new PerceptualLoss(this.#vgg, perceptualOptions(train.perceptual_opt))
                : null,
        };
        this.#schedule = scheduleOf(train);
        if (model === 'RealESRNetModel') {
            const step = new RealEsrnetStep({ ...shared, optimizer: this.optimG });
            this.step = (_, batch) => step.step(batch);
            return;
        }
        if (!network_d || !train.optim_d || !train.gan_opt)
            throw new Error('a GAN needs network_d, optim_d and gan_opt');
        const { type: typeD, ...configD } = network_d;
        if (typeD !== 'UNetDiscriminatorSN')
            throw new Error(`discriminator '${typeD}' is not known`);
        this.d = new UNetDiscriminatorSN(camelCase(configD));
        load(golden, this.d, 'init.d.');
        this.optimD = new RecordingOptimizer(adamOf(this.d, train.optim_d));
        const { type: typeGan, gan_type, loss_weight, real_label_val = 1, fake_label_val = 0 } = train.gan_opt;
        if (typeGan !== 'GANLoss')
            throw new Error(`GAN loss '${typeGan}' is not known`);
        const step = new RealEsrganStep({
            ...shared,
            discriminator: this.d,
            optimizerG: this.optimG,
            optimizerD: this.optimD,
            gan: { type: gan_type, lossWeight: loss_weight, realLabel: real_label_val, fakeLabel: fake_label_val },
            sharpened: {
                pixel: options.l1_gt_usm ?? true,
                perceptual: options.percep_gt_usm ?? true,
                gan: options.gan_gt_usm ?? false,
            },
            netDIters: train.net_d_iters ?? 1,
            netDInitIters: train.net_d_init_iters ?? 0,
        });
        this.step = (iteration, batch) => step.step(iteration, batch);
    }
    /** Sets the rates of an iteration, and gives the generator's. */
    setRate(iteration) {
        for (const { adam } of [this.optimG, ...(this.optimD ? [this.optimD] : [])]) {
            adam.learningRates = adam.initialLearningRates.map((lr) => this.#schedule(iteration, lr));
        }
        return this.optimG.adam.learningRates[0];
    }
    dispose() {
        for (const owner of [this.g, this.average, this.d, this.optimG, this.optimD, this.#vgg])
            owner?.dispose();
    }
}
