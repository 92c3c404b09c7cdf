import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { readFileSync } from 'node:fs';
import { ConfigError, ShapeError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { refuseLeaks } from '../../../nn/src/testing/refuse-leaks';
import { slopes } from '../../../nn/src/testing/slopes';
import { createNetwork } from '../create-network';
import { detectArchitecture } from '../detect/detect-architecture';
import { ImageDiscriminator } from './image-discriminator';
import { UNetDiscriminatorSN } from './unet-discriminator-sn';
import { VGGStyleDiscriminator } from './vgg-style-discriminator';
beforeAll(async () => {
    await tf.setBackend('wasm');
});
refuseLeaks();
const picture = (n, h, w, c = 3) => tf.randomUniform([n, h, w, c], 0, 1, 'float32', 1);
const SMALL = {
    UNetDiscriminatorSN: {
        create: () => new UNetDiscriminatorSN({ numFeat: 2 }, { seed: 1 }),
        side: 8,
        output: [2, 8, 8, 1],
    },
    VGGStyleDiscriminator: {
        create: () => new VGGStyleDiscriminator({ numFeat: 1 }, { seed: 1 }),
        side: 128,
        output: [2, 1],
    },
    ImageDiscriminator: {
        create: () => new ImageDiscriminator({ ndf: 2 }, { seed: 1 }),
        side: 32,
        output: [2, 1, 1, 1],
    },
};
describe('official state_dicts', () => {
    const official = JSON.parse(readFileSync(new URL('../../fixtures/official_state_dicts.json', import.meta.url), 'utf8'));
    const states = Object.entries(official).filter(([name]) => name.includes('Discriminator'));
    it.each(states)('%s: same names, shapes and order', (_, state) => {
        const architecture = detectArchitecture(new Map(state.map(([name, shape]) => [name, { shape }])));
        const network = createNetwork(architecture, { deferred: true });
        expect([...network.namedState()].map(([name, { shape }]) => [name, [...shape]])).toEqual(state);
    });
    it("counts the papers' parameters", () => {
        const deferred = { deferred: true };
        expect(states).toHaveLength(2);
        expect(new UNetDiscriminatorSN({}, deferred).parameterCount).toBe(4_376_897);
        expect(new VGGStyleDiscriminator({}, deferred).parameterCount).toBe(14_499_401);
        // The published number counts the running statistics and counters too.
        const image = new ImageDiscriminator({}, deferred);
        const all = [...image.namedState()].reduce((sum, [, { size }]) => sum + size, 0);
        expect([image.parameterCount, all]).toEqual([5_242_529, 5_246_507]);
    });
});
describe.each(Object.entries(SMALL))('%s', (_, { create, side, output }) => {
    it('gives its shape, with no more tensors than that', () => {
        const network = create();
        const x = picture(2, side, side);
        const before = tf.memory().numTensors;
        for (const mode of [true, false, true]) {
            const y = network.train(mode).forward(x);
            expect(y.shape).toEqual(output);
            expect(tf.memory().numTensors).toBe(before + 1);
            y.dispose();
        }
        x.dispose();
        network.dispose();
    });
    it('changes its state in training mode only, frozen or not', async () => {
        const network = create().requiresGrad(false);
        const x = picture(2, side, side);
        const values = async () => [...(await network.stateDict()).values()].map(({ data }) => data.slice());
        const start = await values();
        network.eval().forward(x).dispose();
        expect(await values()).toEqual(start);
        network.train().forward(x).dispose();
        expect(await values()).not.toEqual(start);
        x.dispose();
        network.dispose();
    });
    it('round-trips its whole state', async () => {
        const [a, b] = [create(), create()];
        const x = picture(2, side, side);
        a.forward(x).dispose();
        b.loadStateDict(await a.stateDict());
        const [ya, yb] = [a.eval().forward(x), b.eval().forward(x)];
        expect(await ya.data()).toEqual(await yb.data());
        tf.dispose([x, ya, yb]);
        a.dispose();
        b.dispose();
    });
    it('gives every parameter and the input a gradient', () => {
        const network = create();
        const x = picture(2, side, side);
        const { value, grads } = tf.variableGrads(() => tf.sum(network.forward(x)));
        expect(Object.keys(grads)).toHaveLength([...network.namedParameters()].length);
        const grad = tf.grad((t) => tf.sum(network.forward(t)))(x);
        expect(grad.shape).toEqual(x.shape);
        tf.dispose([x, value, grads, grad]);
        network.dispose();
    });
});
describe('gradients equal finite differences', () => {
    const check = async (network, x, step) => {
        const loss = () => tf.sum(tf.square(network.forward(x)));
        const found = await slopes(network, loss, step);
        const largest = Math.max(...found.map(({ gradient }) => Math.abs(gradient)));
        for (const { name, gradient, difference } of found) {
            const error = Math.abs(difference - gradient);
            expect(error, name).toBeLessThan(0.03 * Math.abs(gradient) + 1e-3 * largest);
        }
        x.dispose();
        network.dispose();
    };
    it('of UNetDiscriminatorSN, with the vectors of the spectral norm held', async () => {
        const network = SMALL['UNetDiscriminatorSN'].create();
        const x = picture(1, 16, 16);
        // From random vectors sigma is near zero; a few iterations bring it near the spectral norm.
        for (let k = 0; k < 10; k++)
            network.forward(x).dispose();
        await check(network.eval(), x, 1e-3);
    });
    it('of ImageDiscriminator, through the statistics of the batch', async () => {
        const network = SMALL['ImageDiscriminator'].create();
        // Its filters start near 0.02, so that a step bends the loss; normalisation makes larger ones equivalent.
        for (const [, parameter] of network.namedParameters())
            if (parameter.layout === 'conv')
                parameter.load((await parameter.read()).map((w) => 20 * w));
        await check(network, picture(2, 48, 48), 2e-4);
    });
});
describe('inputs that do not fit', () => {
    it.each([
        [() => new UNetDiscriminatorSN({ numFeat: 1 }), [1, 8, 12, 3], /12 .*expected multiples of 8/],
        [() => new UNetDiscriminatorSN({ numFeat: 1 }), [1, 8, 8, 4], /UNetDiscriminatorSN: the input is/],
        [() => new VGGStyleDiscriminator({ numFeat: 1 }), [1, 64, 64, 3], /64x64 .*expected 128x128/],
        [
            () => new ImageDiscriminator({ ndf: 1 }),
            [1, 32, 32, 3],
            /ImageDiscriminator\.conv_block5\.4: 1 value per channel/,
        ],
    ])('are refused with the module and the size: %#', (create, shape, message) => {
        const network = create();
        const x = tf.zeros([...shape]);
        expect(() => network.forward(x)).toThrow(ShapeError);
        expect(() => network.forward(x)).toThrow(message);
        x.dispose();
        network.dispose();
    });
    it('and so are configs', () => {
        expect(() => new UNetDiscriminatorSN({ numFeat: 0 })).toThrow(ConfigError);
        expect(() => new VGGStyleDiscriminator({ inputSize: 160 })).toThrow(/160, expected 128 or 256/);
        expect(() => new ImageDiscriminator({ ndf: 0.5 })).toThrow(ConfigError);
    });
});
