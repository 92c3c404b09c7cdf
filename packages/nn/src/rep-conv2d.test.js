import { toFloat32 } from '@srkit/checkpoints';
import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Conv2d } from './conv2d';
import { toTfjs } from './layout';
import { RepConv2d } from './rep-conv2d';
beforeAll(async () => {
    await tf.setBackend('srkit-wasm');
});
const ALL = ['3x3', '1x1', '1x1-3x3', 'sobel-x', 'sobel-y', 'laplacian', 'identity'];
const MASKS = {
    sobel_x: [1, 0, -1, 2, 0, -2, 1, 0, -1],
    sobel_y: [1, 2, 1, 0, 0, 0, -1, -2, -1],
    laplacian: [0, 1, 0, 1, -4, 1, 0, 1, 0],
};
/** Random values in every parameter, biases and scales too. */
const filled = (module) => {
    for (const [i, [, parameter]] of [...module.namedParameters()].entries()) {
        const values = tf.randomUniform([parameter.size], -1, 1, 'float32', i + 1);
        parameter.load(values.dataSync());
        values.dispose();
    }
    return module;
};
/** Every branch by itself, of its two convolutions, as ECBSR's code computes them: with the first one's bias around it. */
const branchByBranch = async (module, x, channels) => {
    const state = await module.stateDict();
    const read = (name) => {
        const entry = state.get(name);
        return entry.shape.length === 4
            ? tf.transpose(tf.tensor4d(toFloat32(entry), entry.shape), [2, 3, 1, 0])
            : tf.tensor(toFloat32(entry), [...entry.shape]);
    };
    const conv = (input, name, pad) => tf.conv2d(input, read(`${name}.weight`), 1, pad);
    const terms = [];
    for (const [name, side] of [
        ['conv3x3', 'same'],
        ['conv1x1', 'same'],
    ]) {
        if (state.has(`${name}.weight`))
            terms.push(tf.add(conv(x, name, side), read(`${name}.bias`)));
    }
    const [, height, width] = x.shape;
    /** The picture with what lies around it: one number for each channel. */
    const surrounded = (inner, around) => {
        const inside = tf.pad(tf.ones([1, height, width, 1]), [
            [0, 0],
            [1, 1],
            [1, 1],
            [0, 0],
        ]);
        return tf.add(tf.pad(inner, [
            [0, 0],
            [1, 1],
            [1, 1],
            [0, 0],
        ]), tf.mul(tf.sub(1, inside), around));
    };
    if (state.has('conv1x1_3x3.0.weight')) {
        const around = read('conv1x1_3x3.0.bias');
        const inner = tf.add(conv(x, 'conv1x1_3x3.0', 'valid'), around);
        const outer = tf.conv2d(surrounded(inner, around), read('conv1x1_3x3.1.weight'), 1, 'valid');
        terms.push(tf.add(outer, read('conv1x1_3x3.1.bias')));
    }
    for (const [name, mask] of Object.entries(MASKS)) {
        if (!state.has(`${name}.scale`))
            continue;
        const inner = conv(x, `${name}.conv1x1`, 'valid');
        const filter = tf.tile(tf.tensor4d(mask, [3, 3, 1, 1]), [1, 1, channels, 1]);
        const edges = tf.depthwiseConv2d(inner, filter, 1, 'same');
        terms.push(tf.add(tf.mul(edges, read(`${name}.scale`)), read(`${name}.bias`)));
    }
    return tf.addN([...terms, ...(x.shape[3] === channels ? [x] : [])]);
};
const worst = (a, b) => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];
describe('RepConv2d', () => {
    it.each([
        ['all of them', 5, undefined],
        ['all without the identity, to other channels', 4, undefined],
        ...ALL.filter((name) => name !== 'identity').map((name) => [
            name,
            5,
            [name, 'identity'],
        ]),
    ])('is the sum of its branches, borders included, and so is what it folds into: %s', async (_, outChannels, branches) => {
        const module = filled(new RepConv2d({ inChannels: 5, outChannels, expansion: 3, ...(branches ? { branches } : {}) }));
        const x = tf.randomUniform([1, 4, 3, 5], -1, 1, 'float32', 99);
        const expected = await branchByBranch(module, x, outChannels);
        const folded = new Conv2d({ inChannels: 5, outChannels });
        folded.loadStateDict(await module.fold());
        const scale = tf.max(tf.abs(expected)).dataSync()[0];
        expect(worst(module.forward(x), expected)).toBeLessThan(1e-5 * scale);
        expect(worst(folded.forward(x), expected)).toBeLessThan(1e-5 * scale);
        module.dispose();
        folded.dispose();
    });
    it('has the gradients of its branches', async () => {
        const module = filled(new RepConv2d({ inChannels: 3, outChannels: 3 }));
        const x = tf.randomUniform([1, 4, 3, 3], -1, 1, 'float32', 7);
        const variables = [...module.namedParameters()].map(([, { variable }]) => variable);
        const { grads } = tf.variableGrads(() => tf.sum(tf.square(module.forward(x))), variables);
        for (const [name, parameter] of module.namedParameters()) {
            const values = await parameter.read();
            const gradient = await parameter.toOfficial(grads[parameter.variable.name]);
            const step = 1e-2;
            const at = values.length >> 1;
            const [above, below] = [step, -step].map((by) => {
                parameter.load(values.map((value, i) => (i === at ? value + by : value)));
                return tf.sum(tf.square(module.forward(x))).dataSync()[0];
            });
            parameter.load(values);
            // A square of something linear in each parameter: the difference is exact but for rounding.
            expect(gradient[at], name).toBeCloseTo((above - below) / (2 * step), -Math.log10(Math.abs(gradient[at]) * 5e-3 + 5e-3));
        }
        module.dispose();
    });
    it('frees all but its parameters', async () => {
        const x = tf.zeros([1, 4, 4, 3]);
        const before = tf.memory().numTensors;
        const module = new RepConv2d({ inChannels: 3, outChannels: 3 });
        const count = tf.memory().numTensors;
        module.forward(x).dispose();
        await module.fold();
        expect(tf.memory().numTensors).toBe(count);
        module.dispose();
        expect(tf.memory().numTensors).toBe(before);
    });
    it('names what does not belong together', () => {
        expect(() => new RepConv2d({ inChannels: 3, outChannels: 4, branches: ['identity'] })).toThrow('given 3 and 4');
        expect(() => new RepConv2d({ inChannels: 3, outChannels: 3, branches: [] })).toThrow(ConfigError);
        expect(() => new RepConv2d({ inChannels: 3, outChannels: 3, branches: ['3x3', '3x3'] })).toThrow('each once');
        expect(() => new RepConv2d({ inChannels: 3, outChannels: 3, branches: ['5x5'] })).toThrow('5x5');
        expect(() => new RepConv2d({ inChannels: 3, outChannels: 3 }).forward(tf.zeros([1, 4, 4, 2]))).toThrow(ShapeError);
    });
});
it('folds what it was loaded with', async () => {
    const module = filled(new RepConv2d({ inChannels: 2, outChannels: 2, branches: ['3x3'] }));
    const [state, folded] = [await module.stateDict(), await module.fold()];
    expect(toFloat32(folded.get('weight'))).toEqual(toFloat32(state.get('conv3x3.weight')));
    expect(toTfjs(toFloat32(folded.get('weight')), [2, 2, 3, 3], 'conv').length).toBe(36);
    module.dispose();
});
