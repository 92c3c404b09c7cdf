import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { readFileSync } from 'node:fs';
import { CheckpointError, ConfigError, ShapeError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createNetwork } from '../create-network';
import { detectArchitecture } from '../detect/detect-architecture';
import { RRDBNet } from './rrdbnet';
import { SRVGGNetCompact } from './srvgg-net-compact';
beforeAll(async () => {
    await tf.setBackend('wasm');
    await tf.ready();
});
const small = { numFeat: 8, numBlock: 1, numGrowCh: 4 };
const picture = (h, w) => tf.randomUniform([1, h, w, 3], 0, 1, 'float32', 1);
describe('official state_dicts', () => {
    // Names and shapes of the released networks, as the official code builds them.
    const official = JSON.parse(readFileSync(new URL('../../fixtures/official_state_dicts.json', import.meta.url), 'utf8'));
    const generators = Object.entries(official).filter(([, state]) => state.some(([name]) => name === 'body.0.weight' || name === 'conv_first.weight'));
    it.each(generators)('%s: same names, shapes and order', (_, state) => {
        const network = createNetwork(detectArchitecture(new Map(state.map(([name, shape]) => [name, { shape }]))), { deferred: true });
        const ours = [...network.namedParameters()].map(([name, { shape }]) => [name, [...shape]]);
        expect(ours).toEqual(state);
    });
    it('covers every generator', () => {
        expect(generators.length).toBeGreaterThanOrEqual(5);
    });
    it("counts the papers' parameters", () => {
        const deferred = { deferred: true };
        expect(new RRDBNet({}, deferred).parameterCount).toBe(16_697_987);
        expect(new RRDBNet({ scale: 2 }, deferred).parameterCount).toBe(16_703_171);
        expect(new RRDBNet({ numBlock: 6 }, deferred).parameterCount).toBe(4_467_779);
        expect(new SRVGGNetCompact({}, deferred).parameterCount).toBe(621_424);
        expect(new SRVGGNetCompact({ numConv: 32 }, deferred).parameterCount).toBe(1_213_296);
    });
});
describe('initial values', () => {
    const moments = (values) => {
        const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
        const square = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
        return {
            mean,
            deviation: Math.sqrt(square),
            largest: values.reduce((m, v) => Math.max(m, Math.abs(v)), 0),
        };
    };
    it('are Kaiming normal times 0.1 in dense blocks and torch defaults elsewhere', async () => {
        const network = new RRDBNet({ numBlock: 1 }, { seed: 3 });
        const state = await network.stateDict();
        const data = (name) => state.get(name).data;
        const dense = moments(data('body.0.rdb2.conv5.weight'));
        expect(dense.deviation / (0.1 * Math.sqrt(2 / (192 * 9)))).toBeCloseTo(1, 1.7);
        expect(Math.abs(dense.mean)).toBeLessThan(1e-4);
        expect(dense.largest).toBeGreaterThan(3 * dense.deviation);
        expect(moments(data('body.0.rdb2.conv5.bias')).largest).toBe(0);
        const bound = 1 / Math.sqrt(64 * 9);
        const plain = moments(data('conv_hr.weight'));
        expect(plain.largest).toBeLessThanOrEqual(bound);
        expect(plain.deviation / (bound / Math.sqrt(3))).toBeCloseTo(1, 1.7);
        expect(moments(data('conv_hr.bias')).largest).toBeGreaterThan(0);
        network.dispose();
    });
    it('depend on the seed and the name, not on the order of use', async () => {
        const [a, b, c] = [
            new RRDBNet(small, { seed: 1 }),
            new RRDBNet(small, { seed: 1, deferred: true }),
            new RRDBNet(small, { seed: 2 }),
        ];
        for (const [, parameter] of [...b.namedParameters()].reverse())
            void parameter.variable;
        const [sa, sb, sc] = [await a.stateDict(), await b.stateDict(), await c.stateDict()];
        for (const [name, { data }] of sa)
            expect(sb.get(name).data).toEqual(data);
        expect(sc.get('conv_first.weight').data).not.toEqual(sa.get('conv_first.weight').data);
        for (const network of [a, b, c])
            network.dispose();
    });
    it('give PReLU slopes of 0.25', async () => {
        const network = new SRVGGNetCompact({ numFeat: 4, numConv: 1 });
        const slopes = (await network.stateDict()).get('body.1.weight');
        expect(Array.from(slopes.data)).toEqual([0.25, 0.25, 0.25, 0.25]);
        network.dispose();
    });
});
describe('forward', () => {
    it.each([4, 2, 1])('RRDBNet x%i enlarges by its scale', (scale) => {
        const network = new RRDBNet({ ...small, scale });
        const x = picture(8, 12);
        const y = network.forward(x);
        expect(y.shape).toEqual([1, 8 * scale, 12 * scale, 3]);
        tf.dispose([x, y]);
        network.dispose();
    });
    it('refuses sides that pixel-unshuffle cannot divide', () => {
        const network = new RRDBNet({ ...small, scale: 2 });
        const x = picture(8, 9);
        expect(() => network.forward(x)).toThrow(ShapeError);
        x.dispose();
        network.dispose();
    });
    it('keeps no tensor but its variables, and none after dispose', () => {
        const before = tf.memory().numTensors;
        for (const create of [() => new RRDBNet(small), () => new SRVGGNetCompact({ numFeat: 4, numConv: 2 })]) {
            const network = create();
            const x = picture(8, 8);
            network.forward(x).dispose();
            const variables = [...network.namedParameters()].length;
            expect(tf.memory().numTensors).toBe(before + 1 + variables);
            network.forward(x).dispose();
            expect(tf.memory().numTensors).toBe(before + 1 + variables);
            x.dispose();
            network.dispose();
            expect(tf.memory().numTensors).toBe(before);
        }
    });
    it('frees intermediate tensors inside the blocks', () => {
        const network = new RRDBNet({ numFeat: 16, numBlock: 3, numGrowCh: 8 });
        const x = picture(16, 16);
        network.forward(x).dispose();
        const info = tf.engine().state;
        const start = info.numBytes;
        let peak = 0;
        const track = tf.engine().trackTensor;
        tf.engine().trackTensor = function (...args) {
            track.apply(this, args);
            peak = Math.max(peak, info.numBytes - start);
        };
        const features = network.features(x);
        tf.engine().trackTensor = track;
        // Kept would be: 3 blocks x 3 dense blocks x (4 grown + 4 concatenated + 3) maps.
        expect(peak).toBeLessThanOrEqual(network.bytesPerPixel.features * 16 * 16);
        tf.dispose([x, features]);
        network.dispose();
    });
    it('trains: gradients reach every parameter through tf.variableGrads', () => {
        const before = tf.memory().numTensors;
        const network = new SRVGGNetCompact({ numFeat: 4, numConv: 1, upscale: 2 });
        const x = picture(6, 6);
        const { value, grads } = tf.variableGrads(() => tf.mean(tf.square(network.forward(x))));
        const names = [...network.namedParameters()].map(([, parameter]) => parameter.variable.name);
        expect(Object.keys(grads).sort()).toEqual([...names].sort());
        expect(names[0]).toMatch(/^SRVGGNetCompact_\d+\/body\.0\.weight$/);
        tf.dispose([x, value, grads]);
        network.dispose();
        expect(tf.memory().numTensors).toBe(before);
    });
});
describe('loadStateDict', () => {
    it('round-trips, strictly', async () => {
        const [a, b] = [new RRDBNet(small, { seed: 1 }), new RRDBNet(small, { seed: 2 })];
        b.loadStateDict(await a.stateDict());
        const [sa, sb] = [await a.stateDict(), await b.stateDict()];
        for (const [name, { data }] of sa)
            expect(sb.get(name).data).toEqual(data);
        a.dispose();
        b.dispose();
    });
    it('lists every missing, unexpected and misshapen name and says what the file is', async () => {
        const [x4, x2] = [new RRDBNet(small), new RRDBNet({ ...small, scale: 2 })];
        const state = await x2.stateDict();
        state.delete('conv_hr.bias');
        state.set('extra', { name: 'extra', dtype: 'F32', shape: [1], data: new Float32Array(1) });
        const error = (() => {
            try {
                x4.loadStateDict(state);
            }
            catch (thrown) {
                return thrown;
            }
            throw new Error('accepted');
        })();
        expect(error).toBeInstanceOf(CheckpointError);
        expect(error.code).toBe('E_CHECKPOINT_SHAPE');
        expect(String(error)).toContain("'conv_first.weight' is 8x12x3x3, expected 8x3x3x3");
        expect(error.message).toContain('missing (1): conv_hr.bias');
        expect(error.message).toContain('unexpected (1): extra');
        expect(error.message).toContain('This file holds an x2 network (pixel-unshuffled input). Use scale: 2');
        x4.dispose();
        x2.dispose();
    });
    it('skips what does not fit when not strict', async () => {
        const [x4, x2] = [new RRDBNet(small, { seed: 1 }), new RRDBNet({ ...small, scale: 2 }, { seed: 2 })];
        const report = x2.loadStateDict(await x4.stateDict(), { strict: false });
        expect(report.misshapen).toHaveLength(1);
        expect((await x2.stateDict()).get('conv_hr.weight').data).toEqual((await x4.stateDict()).get('conv_hr.weight').data);
        x4.dispose();
        x2.dispose();
    });
});
describe('configs', () => {
    it.each([
        () => new RRDBNet({ scale: 3 }),
        () => new RRDBNet({ numBlock: 0 }),
        () => new RRDBNet({ numFeat: 1.5 }),
        () => new SRVGGNetCompact({ upscale: -1 }),
        () => new SRVGGNetCompact({ actType: 'gelu' }),
        () => new SRVGGNetCompact({ numInCh: 3, numOutCh: 1 }),
    ])('are refused with the value: %s', (make) => {
        expect(make).toThrow(ConfigError);
    });
});
