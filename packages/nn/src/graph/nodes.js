import { ConfigError } from '@srkit/core';
import { deformConv2d, pixelShuffle, pixelUnshuffle, resize } from '@srkit/ops';
import { add, concat, image, maxPool, mul, sigmoid, slice, tensor1d, tile, } from '@tensorflow/tfjs-core';
import { activate } from '../activation';
import { fitGrid } from './fit-grid';
import { filledUp, gathered, interpolated, repeated, SAME, sliding } from './geometry';
import { isWhole } from './graph-node';
import { reflectPadToMultiple } from './reflect-pad';
let serial = 0;
/** The groups that nodes are being made in. */
let open = [];
const divisor = (a, b) => (b === 0 ? a : divisor(b, a % b));
const ratio = (up, down) => {
    const common = divisor(up, down);
    return { up: up / common, down: down / common };
};
const node = ({ geometry = SAME, multiplyAdds = 0, scratchChannels = 0, parameters = [], ...step }) => {
    const laid = step.inputs.filter((input) => !isWhole(input));
    const [first] = laid;
    const grid = first?.grid ?? { up: 1, down: 1 };
    const other = laid.find((input) => input.grid.up !== grid.up || input.grid.down !== grid.down);
    if (other) {
        throw new ConfigError('E_CONFIG_GRAPH', `${step.name}: the inputs ${first.name} and ${other.name} are of different sizes, ${grid.up}/${grid.down} and ${other.grid.up}/${other.grid.down} of the picture.`);
    }
    return {
        ...step,
        serial: ++serial,
        grid: ratio(grid.up * geometry.up, grid.down * geometry.down),
        geometry,
        groups: open,
        multiplyAdds,
        scratchChannels,
        parameters,
    };
};
const unfed = (name) => () => {
    throw new ConfigError('E_CONFIG_GRAPH', `The graph was given no '${name}'.`);
};
/**
 * What a graph is given.
 *
 * @param scale Its rows to a row of the picture. Default 1: it is the picture, or lies on its pixels.
 */
export const inputNode = (name, channels, scale = 1) => ({
    ...node({ name, op: { kind: 'input', whole: false }, inputs: [], channels, run: unfed(name) }),
    grid: scale >= 1 ? ratio(scale, 1) : ratio(1, 1 / scale),
});
/** What a graph is given and reads as a whole, of any size. */
export const wholeInputNode = (name, channels) => node({ name, op: { kind: 'input', whole: true }, inputs: [], channels, run: unfed(name) });
const LINEAR = { kind: 'linear' };
/** A convolution, with its activation. */
export const convNode = (conv, x, activation = LINEAR) => {
    const { weight, bias, kernelSize, stride, padding } = conv;
    const [outChannels, inChannels] = weight.shape;
    if (x.channels !== inChannels) {
        throw new ConfigError('E_CONFIG_GRAPH', `${conv.path}: ${x.name} has ${x.channels} channels, expected ${inChannels}.`);
    }
    const slopes = activation.kind === 'prelu' ? [activation.slopes] : [];
    return node({
        name: conv.statePath,
        op: { kind: 'conv2d', weight, bias, kernelSize, stride, padding, activation },
        inputs: [x],
        channels: outChannels,
        geometry: sliding(kernelSize, stride, padding),
        multiplyAdds: kernelSize ** 2 * inChannels * outChannels,
        parameters: [weight, ...(bias ? [bias] : []), ...slopes],
        run: ([input]) => conv.forward(input, activation),
    });
};
export const activationNode = (name, x, activation) => node({
    name,
    op: { kind: 'activation', activation },
    inputs: [x],
    channels: x.channels,
    parameters: activation.kind === 'prelu' ? [activation.slopes] : [],
    run: ([input]) => activate(input, activation),
});
/** `scales[0] * a + scales[1] * b`; a scale of 1 costs nothing. */
export const addNode = (name, a, b, scales = [1, 1]) => node({
    name,
    op: { kind: 'add', scales },
    inputs: [a, b],
    channels: a.channels,
    scratchChannels: scales.filter((scale) => scale !== 1).length * a.channels,
    run: (inputs) => {
        const [x, y] = inputs.map((input, i) => (scales[i] === 1 ? input : mul(input, scales[i])));
        return add(x, y);
    },
});
export const concatNode = (name, inputs) => node({
    name,
    op: { kind: 'concat' },
    inputs,
    channels: inputs.reduce((sum, { channels }) => sum + channels, 0),
    run: (given) => concat([...given], 3),
});
export const nearestNode = (name, x, factor) => node({
    name,
    op: { kind: 'resize', mode: 'nearest', factor },
    inputs: [x],
    channels: x.channels,
    geometry: repeated(factor),
    run: ([input]) => {
        const [, h, w] = input.shape;
        return image.resizeNearestNeighbor(input, [h * factor, w * factor]);
    },
});
export const bilinearNode = (name, x, factor) => node({
    name,
    op: { kind: 'resize', mode: 'bilinear', factor },
    inputs: [x],
    channels: x.channels,
    geometry: interpolated(factor),
    run: ([input]) => resize(input, { mode: 'bilinear', scaleFactor: factor }),
});
export const pixelShuffleNode = (name, x, factor) => node({
    name,
    op: { kind: 'pixelShuffle', factor },
    inputs: [x],
    channels: x.channels / factor ** 2,
    geometry: repeated(factor),
    run: ([input]) => pixelShuffle(input, factor),
});
export const pixelUnshuffleNode = (name, x, factor) => node({
    name,
    op: { kind: 'pixelUnshuffle', factor },
    inputs: [x],
    channels: x.channels * factor ** 2,
    geometry: gathered(factor),
    run: ([input]) => pixelUnshuffle(input, factor),
});
/** The maximum of blocks of `size` x `size` pixels. */
export const maxPoolNode = (name, x, size) => node({
    name,
    op: { kind: 'maxPool', size },
    inputs: [x],
    channels: x.channels,
    geometry: gathered(size),
    run: ([input]) => maxPool(input, size, size, 'valid'),
});
/** A computation of its own whose pixels depend on the same pixels of the inputs alone. */
export const pointwiseNode = (name, type, inputs, channels, run, scratchChannels = 0) => node({
    name,
    op: { kind: 'pointwise', type },
    inputs,
    channels,
    scratchChannels,
    run: (given) => run(given),
});
/** A computation of which every result depends on the whole input; `reason` ends "cannot be cut, because ...". */
export const globalNode = (name, reason, inputs, channels, run) => node({ name, op: { kind: 'global', reason }, inputs, channels, run: (given) => run(given) });
const TAPS = 9;
/** The modulated deformable convolution of dynamic aggregation (C2-Matching, section 3.3); see `Op`. */
export const dynamicAggregationNode = (name, { weight, bias, deformGroups: groups }, [reference, predicted, preOffset]) => {
    const [outChannels, inChannels] = weight.shape;
    const offsetChannels = 2 * TAPS * groups;
    return node({
        name,
        op: { kind: 'dynamicAggregation', weight, bias, deformGroups: groups },
        inputs: [reference, predicted, preOffset],
        channels: outChannels,
        multiplyAdds: TAPS * inChannels * outChannels,
        // Learned offsets, matched offsets for every group, their sum, and the mask before and after its sigmoid.
        scratchChannels: 3 * offsetChannels + 2 * TAPS * groups,
        parameters: [weight, bias],
        run: (inputs, band) => {
            const [sampled, learned, matched] = inputs;
            const [n, h, w] = learned.shape;
            const offsets = slice(learned, [0, 0, 0, 0], [n, h, w, offsetChannels]);
            // Offsets count from where a pixel lies in the picture, not in the band.
            const lower = band && band.top > 0 ? add(matched, tile(tensor1d([band.top, 0]), [TAPS])) : matched;
            const offset = add(offsets, tile(lower, [1, 1, 1, groups]));
            const mask = sigmoid(slice(learned, [0, 0, 0, offsetChannels], [n, h, w, TAPS * groups]));
            return deformConv2d(sampled, offset, mask, weight.variable, bias.variable, { stride: 1, padding: 1, dilation: 1, deformGroups: groups, allowOtherSize: true });
        },
    });
};
/** A whole input, cut or filled with zeros at the bottom and the right to the size of `like`. */
export const fitGridNode = (name, x, like) => node({
    name,
    op: { kind: 'fitGrid' },
    inputs: [x, like],
    channels: x.channels,
    run: (inputs, band) => {
        const [given, target] = inputs;
        return fitGrid(given, target.shape[1], target.shape[2], band?.top);
    },
});
/**
 * Mirrored at the bottom and the right to sides that are multiples.
 *
 * @param owner Who refuses sides that are too short.
 */
export const reflectPadNode = (name, x, multiple, owner = name) => node({
    name,
    op: { kind: 'reflectPad', multiple },
    inputs: [x],
    channels: x.channels,
    geometry: filledUp(multiple),
    run: ([input], band) => {
        const given = input;
        const { top, height } = band ?? { top: 0, height: given.shape[1] };
        return reflectPadToMultiple(given, multiple, owner, top + given.shape[1] < height ? 0 : height);
    },
});
/** `x` cut at the bottom and the right to the size of `like`. */
export const cropNode = (name, x, like) => node({
    name,
    op: { kind: 'crop' },
    inputs: [like, x],
    channels: x.channels,
    run: (inputs) => {
        const [target, given] = inputs;
        const [n, , , c] = given.shape;
        return slice(given, [0, 0, 0, 0], [n, target.shape[1], target.shape[2], c]);
    },
});
/** Makes nodes as one group; see `Group`. */
export const grouped = (facts, build) => {
    const outer = open;
    const group = {
        fused: undefined,
        ...facts,
        // Known when the nodes are made; until then nobody asks.
        output: undefined,
    };
    open = [...outer, group];
    try {
        group.output = build();
        return group.output;
    }
    finally {
        open = outer;
    }
};
