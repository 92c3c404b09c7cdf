import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { ConfigError, ShapeError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { CorrespondenceGenerationArch } from './correspondence-generation-arch';
import { DynamicAggregation } from './dynamic-aggregation';
import { indexToFlow } from './index-to-flow';
import { preOffsetFromOfficial, preOffsetsFromFlow, preOffsetToOfficial } from './pre-offsets';
import { tensorShift } from './tensor-shift';
import { directionalDerivative } from './testing/directional-derivative';
beforeAll(async () => {
    await tf.setBackend('wasm');
    await tf.ready();
});
const noise = (shape, seed) => tf.randomUniform(shape, -1, 1, 'float32', seed);
describe('tensorShift', () => {
    it('refuses what is no shift', () => {
        expect(() => tensorShift(noise([1, 3, 3, 1], 1), [0, -1])).toThrow(/the shift right is -1/);
        expect(() => tensorShift(noise([1, 3, 3, 1], 1), [0.5, 1])).toThrow(ShapeError);
    });
});
describe('indexToFlow', () => {
    it('takes indices apart by the width of the reference', () => {
        // Patch (2, 5) of a reference with 7 patches in a row, seen from (1, 0).
        const index = tf.tensor3d([0, 0, 19, 0], [1, 2, 2], 'int32');
        const flow = indexToFlow(index, 7);
        expect(flow.shape).toEqual([1, 4, 4, 2]);
        expect(Array.from(tf.slice(flow, [0, 1, 0, 0], [1, 1, 1, 2]).dataSync())).toEqual([5, 1]);
    });
    it('is exact for large grids', () => {
        const columns = 1021;
        const indices = [0, 1020, 1021, 1021 * 511 + 1020, 1021 * 1000];
        const flow = indexToFlow(tf.tensor3d(indices, [1, 1, 5], 'int32'), columns);
        const expected = indices.flatMap((i, x) => [(i % columns) - x, Math.floor(i / columns)]);
        expect(Array.from(tf.slice(flow, [0, 0, 0, 0], [1, 1, 5, 2]).dataSync())).toEqual(expected);
    });
    it('refuses an empty grid', () => {
        expect(() => indexToFlow(tf.zeros([1, 1, 1], 'int32'), 0)).toThrow(/patchColumns is 0/);
    });
});
describe('pre-offsets', () => {
    it('have the official form as their other side', () => {
        const ours = noise([2, 3, 4, 18], 1);
        const official = preOffsetToOfficial(ours);
        expect(official.shape).toEqual([2, 9, 3, 4, 2]);
        expect(official.arraySync()[1][4][2][3]).toEqual([
            ours.arraySync()[1][2][3][9],
            ours.arraySync()[1][2][3][8],
        ]);
        expect(Array.from(preOffsetFromOfficial(official).dataSync())).toEqual(Array.from(ours.dataSync()));
        expect(() => preOffsetToOfficial(noise([1, 2, 2, 9], 1))).toThrow(/expected \[n, H, W, 18\]/);
        expect(() => preOffsetFromOfficial(tf.zeros([1, 3, 2, 2, 2]))).toThrow(ShapeError);
    });
    it('shift the flow by each tap, at each scale', () => {
        const flow = noise([1, 5, 4, 2], 2);
        const offsets = preOffsetsFromFlow(flow);
        const coarse = flow.arraySync()[0];
        const fine = offsets.relu1_1.arraySync()[0];
        // Tap (1, 2) at 4x: the cell of pixel (13 - 4, 14 - 8).
        expect(fine[13][14].slice(10, 12)).toEqual([
            Math.fround(4 * coarse[2][1][1]),
            Math.fround(4 * coarse[2][1][0]),
        ]);
        expect(fine[3][14].slice(10, 12)).toEqual([0, 0]);
    });
});
describe('CorrespondenceGenerationArch', () => {
    it('finds shifted content, in references of another size too', () => {
        const whole = noise([1, 9, 11, 8], 3);
        const part = tf.slice(whole, [0, 2, 3, 0], [1, 6, 5, 8]);
        const module = new CorrespondenceGenerationArch({}, { deferred: true });
        const flow = module.flow({ denseFeatures1: part, denseFeatures2: whole }).arraySync()[0];
        for (let y = 0; y < 4; y++)
            for (let x = 0; x < 3; x++)
                expect(flow[y][x]).toEqual([3, 2]);
        expect(flow[4][0]).toEqual([0, 0]);
        module.dispose();
    });
    it('decodes as the official code does only when asked to', () => {
        const whole = noise([1, 9, 11, 8], 3);
        const part = tf.slice(whole, [0, 2, 3, 0], [1, 6, 5, 8]);
        const module = new CorrespondenceGenerationArch({ decode: 'official' }, { deferred: true });
        // Index 2 * 9 + 3 = 21 in rows of 3.
        expect(module.flow({ denseFeatures1: part, denseFeatures2: whole }).arraySync()[0][0][0]).toEqual([
            0, 7,
        ]);
        const decode = 'width';
        expect(() => new CorrespondenceGenerationArch({ decode })).toThrow(ConfigError);
    });
    it('lets no gradient into the extractor', () => {
        const module = new CorrespondenceGenerationArch({}, { deferred: true });
        const [a, b] = [noise([1, 4, 4, 3], 1), noise([1, 4, 4, 3], 2)];
        const gradient = tf.grad((x) => tf.add(tf.sum(x), tf.sum(module.flow({ denseFeatures1: x, denseFeatures2: b }))))(a);
        expect(Array.from(gradient.dataSync())).toEqual(new Array(48).fill(1));
    });
});
describe('DynamicAggregation', () => {
    it('has the slope that differences show, on a reference of another size', () => {
        const module = new DynamicAggregation({ inChannels: 4, deformGroups: 2 }, { seed: 2 });
        const state = new Map([...module.namedParameters()]);
        // Off the integers, where the bilinear weights have a kink.
        state
            .get('conv_offset_mask.bias')
            .load(Float32Array.from({ length: 54 }, (_, i) => 0.3 + (i % 5) * 0.1));
        const reference = tf.variable(noise([1, 8, 7, 4], 5));
        const feat = tf.variable(noise([1, 4, 5, 4], 6));
        const preOffset = tf.round(tf.mul(noise([1, 4, 5, 18], 7), 3));
        const variables = [reference, feat, ...[...state.values()].map((p) => p.variable)];
        const { analytic, numeric } = directionalDerivative(variables, () => module.forward(reference, feat, preOffset), 1e-3);
        expect(Math.abs(numeric - analytic)).toBeLessThan(0.01 * Math.abs(analytic) + 0.02);
    });
    it('says which tensor does not fit', () => {
        const module = new DynamicAggregation({ inChannels: 8 });
        const feat = noise([1, 4, 5, 8], 1);
        expect(() => module.forward(noise([1, 4, 5, 4], 1), feat, noise([1, 4, 5, 18], 1))).toThrow(/DynamicAggregation: reference is \[1,4,5,4\]/);
        expect(() => module.forward(feat, feat, noise([1, 8, 5, 18], 1))).toThrow(/preOffset is \[1,8,5,18\]/);
        expect(() => new DynamicAggregation({ inChannels: 6, deformGroups: 4 })).toThrow(/divisor of the 6/);
    });
});
