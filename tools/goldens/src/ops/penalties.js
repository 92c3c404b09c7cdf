import { ganLoss, gradientPenalty, r1Penalty } from '@srkit/losses';
import { ImageDiscriminator } from '@srkit/models';
import { Conv2d, Module } from '@srkit/nn';
import { parameterGradients } from '@srkit/training';
import { add, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
import { fillWithHash } from '../hash-refsr';
import { nhwcTensor } from '../nhwc';
import { compareScalar } from './loss-comparison';
import { loadStored, toleranceOf } from './refsr-comparison';
/** The goldens' small discriminator: three convolutions, the first with stride 2, leaky 0.2 after the first two. */
class SmallDiscriminator extends Module {
    typeName = 'SmallDiscriminator';
    #c1 = this.child('c1', () => new Conv2d({ inChannels: 3, outChannels: 6, stride: 2, padding: 1 }));
    #c2 = this.child('c2', () => new Conv2d({ inChannels: 6, outChannels: 8 }));
    #c3 = this.child('c3', () => new Conv2d({ inChannels: 8, outChannels: 1 }));
    forward(x) {
        const leaky = { kind: 'leakyrelu', slope: 0.2 };
        return this.#c3.forward(this.#c2.forward(this.#c1.forward(x, leaky), leaky));
    }
}
/** Compares a penalty and its gradients `grad.NAME` for the network's parameters; an absent gradient is zero. */
const comparePenalty = async (golden, valueName, network, penalty, gradTolerance) => {
    const parameters = [...network.namedParameters()];
    const { value, grads } = parameterGradients(parameters, penalty);
    const comparisons = [
        await compareScalar(golden, valueName, value, { tolerance: toleranceOf(golden, valueName) }),
    ];
    for (const [path, parameter] of parameters) {
        const name = `grad.${path}`;
        if (!golden.outputNames.includes(name))
            continue;
        const gradient = grads.get(path) ?? zerosLike(parameter.variable);
        const values = await parameter.toOfficial(gradient);
        comparisons.push(compare(name, { shape: parameter.shape, values }, golden.tensor(name), gradTolerance(name)));
        if (!grads.has(path))
            gradient.dispose();
    }
    for (const tensor of [value, ...grads.values()])
        tensor.dispose();
    return comparisons;
};
/** Runs a case with its input pictures, and disposes of everything. */
const withInputs = async (golden, network, run) => {
    const names = golden.file.inputs.filter((name) => !name.endsWith('*'));
    const inputs = new Map(names.map((name) => [name, nhwcTensor(golden, name)]));
    try {
        return await run((name) => inputs.get(name));
    }
    finally {
        for (const tensor of inputs.values())
            tensor.dispose();
        network.dispose();
    }
};
/** `r1_penalty`: with the gradients, which are second derivatives. */
export const r1PenaltyOp = ({ golden }) => {
    const network = new SmallDiscriminator();
    return withInputs(golden, network, (input) => {
        loadStored(golden, network);
        const penalty = () => r1Penalty((x) => network.forward(x), input('real'));
        return comparePenalty(golden, 'value', network, penalty, () => golden.file.grad_tolerance ?? {});
    });
};
/** BasicSR's penalty per pixel. */
const pixelPenalty = ({ golden }) => {
    const network = new SmallDiscriminator();
    return withInputs(golden, network, (input) => {
        loadStored(golden, network);
        const weight = golden.file.params['weighted'] === true ? input('weight') : undefined;
        const penalty = () => gradientPenalty((x) => network.forward(x), input('real'), input('fake'), {
            alpha: input('alpha'),
            weight,
        });
        return comparePenalty(golden, 'value', network, penalty, () => golden.file.grad_tolerance ?? {});
    });
};
/** C2-Matching's per sample, through batch normalisation, with the losses around it. */
const samplePenalty = ({ golden }) => {
    const params = golden.file.params;
    const network = new ImageDiscriminator({ inNc: params.in_nc, ndf: params.ndf });
    return withInputs(golden, network, async (input) => {
        fillWithHash(network, params.hash_weights);
        const critic = (x) => network.forward(x);
        const [real, fake] = [input('real'), input('fake')];
        const penalty = () => gradientPenalty(critic, real, fake, {
            norm: 'sample',
            alpha: input('alpha'),
            lossWeight: params.loss_weight,
        });
        const comparisons = await comparePenalty(golden, 'gradient_penalty', network, penalty, (name) => toleranceOf(golden, name));
        const wgan = { type: 'wgan', lossWeight: params.gan_weight };
        const dLoss = tidy(() => add(ganLoss(critic(real), true, { ...wgan, isDisc: true }), ganLoss(critic(fake), false, { ...wgan, isDisc: true })));
        const gLoss = tidy(() => ganLoss(critic(fake), true, wgan));
        const tolerance = (name) => ({ tolerance: toleranceOf(golden, name) });
        comparisons.push(await compareScalar(golden, 'd_loss_no_gp', dLoss, tolerance('d_loss_no_gp')));
        const scaled = { scale: 1 / params.gan_weight, ...tolerance('g_loss_x1e6') };
        comparisons.push(await compareScalar(golden, 'g_loss_x1e6', gLoss, scaled));
        for (const tensor of [dLoss, gLoss])
            tensor.dispose();
        return comparisons;
    });
};
/** `gradient_penalty`: both collections name their form so. */
export const gradientPenaltyOp = (context) => 'discriminator' in context.golden.file.params ? pixelPenalty(context) : samplePenalty(context);
