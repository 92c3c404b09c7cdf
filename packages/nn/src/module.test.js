import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { ConfigError, ShapeError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BatchNorm2d } from './batch-norm2d';
import { Conv2d } from './conv2d';
import { normal } from './initialiser';
import { Linear } from './linear';
import { Module } from './module';
import { noGrad } from './no-grad';
import { PReLU } from './prelu';
import { sigmoid } from './sigmoid';
import { SpectralConv2d } from './spectral-conv2d';
import { refuseLeaks } from './testing/refuse-leaks';
import { slopes } from './testing/slopes';
beforeAll(async () => {
    await tf.setBackend('wasm');
});
refuseLeaks();
/** Runs `build` as the child `part` of a network named `Net`. */
class Net extends Module {
    typeName = 'Net';
    part;
    constructor(build, options) {
        super(options);
        this.part = this.child('part', build);
    }
}
const random = (shape, seed) => tf.randomNormal(shape, 0, 1, 'float32', seed);
const floats = async (tensor) => {
    const values = Array.from((await tensor.data()));
    tensor.dispose();
    return values;
};
/** sum(y * R), R fixed. */
const weighted = (y) => tf.sum(tf.mul(y, random(y.shape, 99)));
const expectSlopes = async (module, loss, tolerance, step) => {
    for (const { name, gradient, difference } of await slopes(module, loss, step)) {
        expect(Math.abs(gradient), name).toBeGreaterThan(1e-3);
        expect(Math.abs(difference / gradient - 1), name).toBeLessThan(tolerance);
    }
};
describe('Module', () => {
    it('lists parameters, then buffers, then sub-modules, and trains only parameters', () => {
        const net = new Net(() => new BatchNorm2d(2), { deferred: true });
        expect([...net.namedState()].map(([name]) => name)).toEqual([
            'part.weight',
            'part.bias',
            'part.running_mean',
            'part.running_var',
            'part.num_batches_tracked',
        ]);
        expect([...net.namedParameters()].map(([name]) => name)).toEqual(['part.weight', 'part.bias']);
        expect([...net.namedBuffers()]).toHaveLength(3);
        expect(net.parameterCount).toBe(4);
        for (const [, { variable, trainable }] of net.namedState())
            expect(variable.trainable).toBe(trainable);
        net.dispose();
    });
    it('is filled by tensors as they come, in any order, and refuses what does not fit before the first', async () => {
        const [a, b] = [new Net(() => new BatchNorm2d(2)), new Net(() => new BatchNorm2d(2))];
        a.part.weight.load(Float32Array.of(3, 4));
        const state = await a.stateDict();
        let asked = 0;
        async function* reversed() {
            for (const tensor of [...state.values()].reverse()) {
                asked++;
                yield tensor;
            }
        }
        await expect(b.loadEach(new Map([...state].slice(1)), reversed())).rejects.toThrow('missing (1): part.weight');
        expect(asked).toBe(0);
        await b.loadEach(state, reversed());
        expect(await b.stateDict()).toEqual(state);
        a.dispose();
        b.dispose();
    });
    it('round-trips buffers with their dtype, counters exactly', async () => {
        const [a, b] = [new Net(() => new BatchNorm2d(2)), new Net(() => new BatchNorm2d(2))];
        const state = await a.stateDict();
        const name = 'part.num_batches_tracked';
        expect(state.get(name)).toMatchObject({ dtype: 'I64', shape: [] });
        state.set(name, { ...state.get(name), data: BigInt64Array.of(16777217n) });
        b.loadStateDict(state);
        expect((await b.stateDict()).get(name).data).toEqual(BigInt64Array.of(16777217n));
        state.set(name, { name, dtype: 'F32', shape: [], data: Float32Array.of(7) });
        b.loadStateDict(state);
        expect((await b.stateDict()).get(name).data).toEqual(BigInt64Array.of(7n));
        state.delete('part.running_var');
        expect(() => b.loadStateDict(state)).toThrow(/missing \(1\): part\.running_var/);
        a.dispose();
        b.dispose();
    });
    it('sets training mode and freezes recursively', () => {
        const net = new Net(() => new Linear(2, 1));
        expect([net.training, net.part.training]).toEqual([true, true]);
        net.eval();
        expect([net.training, net.part.training]).toEqual([false, false]);
        expect(net.train().part.training).toBe(true);
        net.requiresGrad(false);
        expect(net.part.weight.variable.trainable).toBe(false);
        net.requiresGrad(true);
        expect(net.part.weight.variable.trainable).toBe(true);
        net.dispose();
    });
    it('freezes what is not made yet', () => {
        const net = new Net(() => new Linear(2, 1), { deferred: true }).requiresGrad(false);
        expect(net.part.bias.variable.trainable).toBe(false);
        net.dispose();
    });
});
describe('Conv2d', () => {
    it.each([
        { kernelSize: 3, stride: 2, size: 7, out: 4 },
        { kernelSize: 4, stride: 2, size: 8, out: 4 },
        { kernelSize: 1, stride: 1, size: 5, out: 5 },
        { kernelSize: 4, stride: 1, padding: 0, size: 4, out: 1 },
    ])('gives the official size and gradient: %o', async ({ size, out, ...layer }) => {
        const conv = new Conv2d({ inChannels: 2, outChannels: 3, ...layer });
        const x = random([2, size, size, 2], 1);
        const y = conv.forward(x);
        expect(y.shape).toEqual([2, out, out, 3]);
        await expectSlopes(conv, () => weighted(conv.forward(x)), 1e-2);
        tf.dispose([x, y]);
        conv.dispose();
    });
    it('gives the same values while gradients are recorded', async () => {
        const conv = new Conv2d({ inChannels: 2, outChannels: 3, bias: false });
        expect([...conv.namedParameters()].map(([name]) => name)).toEqual(['weight']);
        const x = random([1, 5, 5, 2], 1);
        const plain = await floats(conv.forward(x, { kind: 'leakyrelu', slope: 0.2 }));
        const { value, grad } = tf.valueAndGrad((t) => conv.forward(t, { kind: 'leakyrelu', slope: 0.2 }))(x);
        const recorded = await floats(value);
        for (const [i, v] of plain.entries())
            expect(recorded[i]).toBeCloseTo(v, 5);
        tf.dispose([x, grad]);
        conv.dispose();
    });
    it('names itself in errors', () => {
        const net = new Net(() => new Conv2d({ inChannels: 3, outChannels: 1 }));
        const x = tf.zeros([1, 4, 4, 4]);
        expect(() => net.part.forward(x)).toThrow(ShapeError);
        expect(() => net.part.forward(x)).toThrow('Net.part: the input is [1,4,4,4], expected [n, h, w, 3]');
        expect(() => new Conv2d({ inChannels: 1, outChannels: 1, stride: 0 })).toThrow(ConfigError);
        tf.dispose(x);
        net.dispose();
    });
});
describe('Linear and PReLU', () => {
    it('compute x Wᵀ + b, with gradients', async () => {
        const linear = new Linear(2, 1);
        linear.weight.load(Float32Array.of(2, -1));
        linear.bias.load(Float32Array.of(0.5));
        const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
        expect(await floats(linear.forward(x))).toEqual([0.5, 2.5]);
        await expectSlopes(linear, () => weighted(linear.forward(x)), 1e-2);
        x.dispose();
        linear.dispose();
    });
    it('share one slope', async () => {
        const prelu = new PReLU();
        const x = tf.tensor4d([-2, 4, -1, 0], [1, 1, 2, 2]);
        expect(await floats(prelu.forward(x))).toEqual([-0.5, 4, -0.25, 0]);
        await expectSlopes(prelu, () => weighted(prelu.forward(x)), 1e-2);
        x.dispose();
        prelu.dispose();
    });
});
describe('BatchNorm2d', () => {
    it('normalises with the batch and moves the running statistics, then with those', async () => {
        const norm = new BatchNorm2d(1);
        const x = tf.tensor4d([1, 2, 3, 6], [2, 1, 2, 1]);
        const y = await floats(norm.forward(x));
        for (const [i, v] of [1, 2, 3, 6].entries())
            expect(y[i]).toBeCloseTo((v - 3) / Math.sqrt(3.5 + 1e-5), 5);
        const state = await norm.stateDict();
        expect(state.get('running_mean').data[0]).toBeCloseTo(0.3, 6);
        expect(state.get('running_var').data[0]).toBeCloseTo(0.9 + (0.1 * 14) / 3, 6);
        expect(state.get('num_batches_tracked').data).toEqual(BigInt64Array.of(1n));
        const evaluated = await floats(norm.eval().forward(x));
        expect(evaluated[0]).toBeCloseTo(0.7 / Math.sqrt(0.9 + 1.4 / 3 + 1e-5), 5);
        expect((await norm.stateDict()).get('num_batches_tracked').data).toEqual(BigInt64Array.of(1n));
        x.dispose();
        norm.dispose();
    });
    it('has gradients of the first and, through a gradient penalty, the second order', async () => {
        const norm = new Net(() => new BatchNorm2d(2, { weightInit: normal(1, 0.1) }));
        const x = random([2, 3, 3, 2], 1);
        await expectSlopes(norm, () => weighted(tf.square(norm.part.forward(x))), 1e-2);
        const penalty = () => {
            const slope = tf.grad((t) => weighted(sigmoid(norm.part.forward(t))))(x);
            return tf.sum(tf.square(slope));
        };
        await expectSlopes(norm, penalty, 2e-2);
        x.dispose();
        norm.dispose();
    });
    it('refuses to train on one value per channel', () => {
        const net = new Net(() => new BatchNorm2d(2));
        const x = tf.zeros([1, 1, 1, 2]);
        expect(() => net.part.forward(x)).toThrow('Net.part: 1 value per channel has no variance');
        net.eval().part.forward(x).dispose();
        x.dispose();
        net.dispose();
    });
});
describe('SpectralConv2d', () => {
    const config = { inChannels: 2, outChannels: 3, kernelSize: 4, stride: 2 };
    const linear = { kind: 'linear' };
    it('does one power iteration per training forward and converges to the largest singular value', async () => {
        const conv = new SpectralConv2d(config);
        const x = random([1, 4, 4, 2], 1);
        const start = (await conv.u.read()).slice();
        expect(Math.hypot(...start)).toBeCloseTo(1, 6);
        conv.eval().forward(x, linear).dispose();
        expect(await conv.u.read()).toEqual(start);
        conv.train();
        for (let k = 0; k < 60; k++)
            conv.forward(x, linear).dispose();
        const [w, u, v] = [await conv.weight.read(), await conv.u.read(), await conv.v.read()];
        // At the fixed point M v = sigma u.
        const product = Array.from(u, (_, o) => v.reduce((sum, vk, k) => sum + vk * w[o * v.length + k], 0));
        const sigma = Math.hypot(...product);
        for (const [o, value] of product.entries())
            expect(value / sigma).toBeCloseTo(u[o], 4);
        x.dispose();
        conv.dispose();
    });
    it('has a gradient through sigma, with u and v constant', async () => {
        const conv = new SpectralConv2d(config).eval();
        const x = random([1, 6, 6, 2], 1);
        await expectSlopes(conv, () => weighted(conv.forward(x, linear)), 1e-2);
        x.dispose();
        conv.dispose();
    });
    it('iterates outside of the recorded gradient', async () => {
        const conv = new SpectralConv2d(config);
        const x = random([1, 6, 6, 2], 1);
        const gradient = async () => {
            const { value, grads } = tf.variableGrads(() => weighted(conv.forward(x, linear)), [conv.weight.variable]);
            value.dispose();
            return floats(Object.values(grads)[0]);
        };
        const training = await gradient();
        // The training forward left u and v as it used them.
        conv.eval();
        expect(await gradient()).toEqual(training);
        x.dispose();
        conv.dispose();
    });
});
describe('noGrad and sigmoid', () => {
    it('hides its variables from the recording', async () => {
        const start = tf.scalar(3);
        const w = tf.variable(start);
        const { value, grads } = tf.variableGrads(() => tf.mul(w, noGrad(() => tf.square(w))), [w]);
        expect(await floats(Object.values(grads)[0])).toEqual([9]);
        expect(await floats(value)).toEqual([27]);
        tf.dispose([start, w]);
    });
    it('differentiates the logistic function twice', async () => {
        const x = tf.tensor1d([-1, 0.5, 2]);
        const second = await floats(tf.grad((t) => tf.sum(tf.grad((s) => sigmoid(s))(t)))(x));
        for (const [i, v] of [-1, 0.5, 2].entries()) {
            const s = 1 / (1 + Math.exp(-v));
            expect(second[i]).toBeCloseTo(s * (1 - s) * (1 - 2 * s), 5);
        }
        x.dispose();
    });
});
describe('after dispose', () => {
    const x4 = () => tf.zeros([1, 4, 4, 2]);
    const kinds = {
        Conv2d: () => {
            const conv = new Conv2d({ inChannels: 2, outChannels: 3 });
            return [conv, () => conv.forward(x4())];
        },
        Linear: () => {
            const linear = new Linear(2, 3);
            return [linear, () => linear.forward(tf.zeros([1, 2]))];
        },
        PReLU: () => {
            const prelu = new PReLU();
            return [prelu, () => prelu.forward(x4())];
        },
        BatchNorm2d: () => {
            const norm = new BatchNorm2d(2);
            return [norm, () => norm.forward(x4())];
        },
        SpectralConv2d: () => {
            const conv = new SpectralConv2d({ inChannels: 2, outChannels: 3, kernelSize: 3, stride: 1 });
            return [conv, () => conv.forward(x4(), { kind: 'linear' })];
        },
        'a module in a module': () => {
            const net = new Net(() => new Linear(2, 3));
            return [net, () => net.part.forward(tf.zeros([1, 2]))];
        },
    };
    it.each(Object.entries(kinds))('%s refuses use by name, keeps nothing, and can be reset', async (_kind, make) => {
        const [module, run] = make();
        const initial = await module.stateDict();
        const changed = [...module.namedParameters()][0];
        tf.tidy(() => changed[1].variable.assign(tf.add(changed[1].variable, 1)));
        module.dispose();
        module.dispose();
        expect(module.isDisposed).toBe(true);
        const refused = expect.objectContaining({
            name: 'ConfigError',
            code: 'E_CONFIG_DISPOSED',
            message: expect.stringContaining(`${module.typeName}: '${changed[0].split('.')[0]}`),
        });
        const thrown = (use) => {
            try {
                use();
            }
            catch (error) {
                return error;
            }
            return undefined;
        };
        expect(thrown(() => tf.tidy(run))).toMatchObject({ code: 'E_CONFIG_DISPOSED' });
        expect(thrown(() => changed[1].variable)).toEqual(refused);
        expect(thrown(() => module.loadStateDict(initial))).toEqual(refused);
        await expect(module.stateDict()).rejects.toEqual(refused);
        expect(module.reset().isDisposed).toBe(false);
        for (const [name, { data }] of await module.stateDict())
            expect(data).toEqual(initial.get(name).data);
        tf.tidy(() => void run());
        module.dispose();
    });
    it('reset brings a living module back to its initial values, in the same variables', async () => {
        const linear = new Linear(2, 3);
        const initial = await linear.weight.read();
        const { variable } = linear.weight;
        tf.tidy(() => variable.assign(tf.zerosLike(variable)));
        linear.reset();
        expect(linear.weight.variable).toBe(variable);
        expect(await linear.weight.read()).toEqual(initial);
        linear.dispose();
    });
});
