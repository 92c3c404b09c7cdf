import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import { addMany } from '@srkit/ops';
import { add, matMul, mul, pad, reshape, sum, tensor4d, tidy, transpose, } from '@tensorflow/tfjs-core';
import { checkChannels, checkedCount } from './checks';
import { Conv2d } from './conv2d';
import { convolve } from './convolve';
import { constant, normal } from './initialiser';
import { toOfficial } from './layout';
import { Module } from './module';
/** Fixed filters of the edge branches, row by row. */
const EDGES = {
    'sobel-x': [1, 0, -1, 2, 0, -2, 1, 0, -1],
    'sobel-y': [1, 2, 1, 0, 0, 0, -1, -2, -1],
    laplacian: [0, 1, 0, 1, -4, 1, 0, 1, 0],
};
const BRANCHES = [
    '3x3',
    '1x1',
    '1x1-3x3',
    'sobel-x',
    'sobel-y',
    'laplacian',
    'identity',
];
/** The scale of an edge branch begins near nothing, as ECBSR's. */
const SCALE_DEVIATION = 1e-3;
/** A 1x1 filter in the middle of a 3x3 one. */
const inTheMiddle = (filter) => pad(filter, [
    [1, 1],
    [1, 1],
    [0, 0],
    [0, 0],
]);
const variableOf = ({ variable }) => variable;
/** `[1, 1, channels, channels]`. */
const eye = (channels) => {
    const values = new Float32Array(channels * channels);
    for (let i = 0; i < channels; i++)
        values[i * channels + i] = 1;
    return tensor4d(values, [1, 1, channels, channels]);
};
/** A 1x1 convolution and a 3x3 one behind it, which sees the first one's bias beyond the border. */
const twice = (first, second) => {
    const [middle, inChannels] = first.weight.shape;
    const outChannels = second.weight.shape[0];
    const taps = 9;
    /** The second filter with the middle channels first. */
    const byMiddle = () => transpose(reshape(variableOf(second.weight), [taps, middle, outChannels]), [1, 0, 2]);
    return {
        filter: () => {
            const product = matMul(reshape(variableOf(first.weight), [inChannels, middle]), reshape(byMiddle(), [middle, taps * outChannels]));
            return reshape(transpose(reshape(product, [inChannels, taps, outChannels]), [1, 0, 2]), [
                3,
                3,
                inChannels,
                outChannels,
            ]);
        },
        bias: () => {
            const seen = matMul(reshape(variableOf(first.bias), [1, middle]), sum(byMiddle(), 1));
            return add(reshape(seen, [outChannels]), variableOf(second.bias));
        },
    };
};
/** A learned mixture of the channels, and the edges in it. The fixed filters sum to nothing, so that the mixture needs no bias. */
class EdgeBranch extends Module {
    typeName = 'EdgeBranch';
    #mixture;
    #scale;
    #bias;
    #edge;
    constructor(edge, inChannels, outChannels) {
        super();
        this.#edge = edge;
        this.#mixture = this.child('conv1x1', () => new Conv2d({ inChannels, outChannels, kernelSize: 1, bias: false }));
        const vector = { shape: [outChannels], layout: 'plain', fanIn: 1 };
        this.#scale = this.parameter('scale', { ...vector, init: normal(0, SCALE_DEVIATION) });
        this.#bias = this.parameter('bias', { ...vector, init: constant(0) });
    }
    filter() {
        const scaled = mul(variableOf(this.#mixture.weight), variableOf(this.#scale));
        return mul(scaled, tensor4d([...EDGES[this.#edge]], [3, 3, 1, 1]));
    }
    bias() {
        return variableOf(this.#bias);
    }
}
/**
 * A 3x3 convolution that is several branches while it learns and one filter afterwards: re-parameterisation, as in RepVGG
 * (Ding et al. 2021) and ECBSR (Zhang et al., ACM MM 2021, section 3). Every branch is linear and sees 3x3 pixels at most, so
 * that their sum is a convolution of 3x3 with one filter and one bias. Here the filters are added up in every step, and the
 * picture is convolved once: the output and the gradients are those of the branches, at the price of a plain convolution.
 *
 * At a picture's border a branch of two convolutions is what its sum says only where the second sees the first one's
 * bias beyond the border, as ECBSR pads it: what a 1x1 convolution makes of the zeros there.
 *
 * State: `conv3x3`, `conv1x1`, `conv1x1_3x3.0` and `.1`, `sobel_x`, `sobel_y`, `laplacian` (`conv1x1`, `scale`, `bias`).
 */
export class RepConv2d extends Module {
    typeName = 'RepConv2d';
    #branches;
    #inChannels;
    #outChannels;
    /** @throws ConfigError for no branch, an unknown one or one twice, `identity` between different counts of channels, or a count that is none. */
    constructor(config) {
        super();
        refuseUnknownKeys(this.path, config, ['inChannels', 'outChannels', 'branches', 'expansion']);
        const { inChannels, outChannels, expansion = 2 } = config;
        for (const [name, count] of Object.entries({ inChannels, outChannels, expansion })) {
            checkedCount(this.path, name, count);
        }
        const branches = config.branches ?? BRANCHES.filter((name) => name !== 'identity' || inChannels === outChannels);
        const wrong = branches.find((name, i) => !BRANCHES.includes(name) || branches.indexOf(name) !== i);
        if (branches.length === 0 || wrong !== undefined) {
            throw new ConfigError('E_CONFIG_BRANCHES', `${this.path}: branches is [${branches}], expected some of ${BRANCHES.join(', ')}, each once.`);
        }
        if (branches.includes('identity') && inChannels !== outChannels) {
            throw new ConfigError('E_CONFIG_BRANCHES', `${this.path}: the identity needs as many channels out as in, given ${inChannels} and ${outChannels}. Leave it out of branches.`);
        }
        this.#inChannels = inChannels;
        this.#outChannels = outChannels;
        this.#branches = branches.map((name) => this.#branch(name, inChannels, outChannels, expansion * outChannels));
    }
    #branch(name, inChannels, outChannels, middle) {
        const conv = (path, from, to, kernelSize) => this.child(path, () => new Conv2d({ inChannels: from, outChannels: to, kernelSize }));
        switch (name) {
            case '3x3': {
                const { weight, bias } = conv('conv3x3', inChannels, outChannels, 3);
                return { filter: () => variableOf(weight), bias: () => variableOf(bias) };
            }
            case '1x1': {
                const { weight, bias } = conv('conv1x1', inChannels, outChannels, 1);
                return { filter: () => inTheMiddle(variableOf(weight)), bias: () => variableOf(bias) };
            }
            case '1x1-3x3':
                return twice(conv('conv1x1_3x3.0', inChannels, middle, 1), conv('conv1x1_3x3.1', middle, outChannels, 3));
            case 'identity':
                return { filter: () => inTheMiddle(eye(inChannels)) };
            default:
                return this.child(name.replace('-', '_'), () => new EdgeBranch(name, inChannels, outChannels));
        }
    }
    /** The sum of the branches as one filter and bias; differentiable. To be called within `tidy`. */
    #folded() {
        const filters = this.#branches.map((branch) => branch.filter());
        const biases = this.#branches.flatMap((branch) => (branch.bias ? [branch.bias()] : []));
        return {
            filter: addMany(filters),
            bias: biases.length > 0 ? addMany(biases) : sum(mul(eye(this.#outChannels), 0), [0, 1, 2]),
        };
    }
    /**
     * `[n, h, w, inChannels]` to `[n, h, w, outChannels]`: the sum of all branches, zeros around the picture.
     *
     * @throws ShapeError `E_SHAPE_CHANNELS` for an input of other channels.
     */
    forward(x, activation = { kind: 'linear' }) {
        checkChannels(this.path, x, 4, this.#inChannels);
        return tidy(() => convolve({ x, ...this.#folded(), stride: 1, padding: 1, activation }));
    }
    /** `weight` and `bias` of the `Conv2d` that computes the same, in official layout. */
    async fold() {
        const { filter, bias } = tidy(() => this.#folded());
        const shape = [this.#outChannels, this.#inChannels, 3, 3];
        try {
            return new Map([
                [
                    'weight',
                    {
                        name: 'weight',
                        dtype: 'F32',
                        shape,
                        data: toOfficial((await filter.data()), shape, 'conv'),
                    },
                ],
                [
                    'bias',
                    {
                        name: 'bias',
                        dtype: 'F32',
                        shape: [this.#outChannels],
                        data: (await bias.data()),
                    },
                ],
            ]);
        }
        finally {
            filter.dispose();
            bias.dispose();
        }
    }
}
