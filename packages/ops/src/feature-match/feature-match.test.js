import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import { ConfigError, ShapeError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { featureMatch } from './feature-match';
import { referenceFeatureMatch } from './reference-feature-match';
const random = (shape, seed) => tf.randomUniform(shape, -1, 1, 'float32', seed);
const patchAt = (features, y, x, size) => features.slice(y, y + size).flatMap((row) => row.slice(x, x + size).flat());
const patchesOf = (features, size, stride) => {
    const patches = [];
    for (let y = 0; y + size <= features.length; y += stride) {
        for (let x = 0; x + size <= features[0].length; x += stride)
            patches.push(patchAt(features, y, x, size));
    }
    return patches;
};
const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);
const norm = (a) => Math.sqrt(dot(a, a));
/** The definition, in float64: the score of every reference patch for every input patch. */
const naiveScores = (input, ref, options) => {
    const { patchSize = 3, inputStride = 1, refStride = 1, isNorm = true, normInput = false } = options;
    const refs = patchesOf(ref, patchSize, refStride).map((patch) => ({
        patch,
        factor: isNorm ? 1 / (norm(patch) + 1e-5) : 1,
    }));
    return patchesOf(input, patchSize, inputStride).map((patch) => {
        const scale = normInput ? 1 / (norm(patch) + 1e-5) : 1;
        return refs.map((r) => dot(patch, r.patch) * r.factor * scale);
    });
};
/** Scores so close may be ordered either way in float32. */
const MARGIN = 1e-5;
const expectMatches = ({ index, correlation }, scores) => {
    const [places, values] = [index.dataSync(), correlation.dataSync()];
    expect(index.dtype).toBe('int32');
    expect(places.length).toBe(scores.length);
    scores.forEach((candidates, i) => {
        const best = Math.max(...candidates);
        expect(candidates[places[i]]).toBeGreaterThan(best - MARGIN);
        expect(Math.abs(values[i] - best)).toBeLessThan(MARGIN);
    });
};
const match = (input, ref, options, form, blockProducts) => {
    if (form === 'kernel')
        return featureMatch(input, ref, options);
    const attrs = { patchSize: 3, inputStride: 1, refStride: 1, isNorm: true, normInput: false, ...options };
    return tf.tidy(() => {
        const [index, correlation] = tf.unstack(tf.squeeze(referenceFeatureMatch(tf.expandDims(input), tf.expandDims(ref), attrs, blockProducts), [0]), 2);
        return { index: tf.cast(index, 'int32'), correlation };
    });
};
const release = ({ index, correlation }) => tf.dispose([index, correlation]);
describe.each(['cpu', 'wasm', 'srkit-wasm'])('featureMatch on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    describe.each(['kernel', 'reference'])('%s form', (form) => {
        it('finds the best patch for every size, stride, patch and normalisation, without leaks', () => {
            const side = fc.integer({ min: 4, max: 13 });
            const stride = fc.integer({ min: 1, max: 3 });
            fc.assert(fc.property(fc.record({
                h: side,
                w: side,
                refHeight: side,
                refWidth: side,
                channels: fc.integer({ min: 1, max: 9 }),
            }), fc.record({
                patchSize: fc.integer({ min: 1, max: 4 }),
                inputStride: stride,
                refStride: stride,
                isNorm: fc.boolean(),
                normInput: fc.boolean(),
            }), 
            // The reference form in one block, in several, and row by row.
            fc.constantFrom(undefined, 3e4, 1), fc.nat(1e6), ({ h, w, refHeight, refWidth, channels }, options, block, seed) => {
                const before = tf.memory().numTensors;
                const input = random([h, w, channels], seed);
                const ref = random([refHeight, refWidth, channels], seed + 1);
                const matches = match(input, ref, options, form, block);
                expectMatches(matches, naiveScores(input.arraySync(), ref.arraySync(), options));
                release(matches);
                tf.dispose([input, ref]);
                expect(tf.memory().numTensors).toBe(before);
            }), { numRuns: 60, seed: 5 });
        });
        it('takes the lowest index of exactly equal patches, wherever they lie', () => {
            for (const [height, width, period] of [
                [17, 23, 3],
                [9, 40, 5],
                [30, 8, 4],
            ]) {
                const tile = random([period, period, 19], period);
                const ref = tf.tidy(() => {
                    const repeated = tf.tile(tile, [Math.ceil(height / period), Math.ceil(width / period), 1]);
                    return tf.slice(repeated, [0, 0, 0], [height, width, 19]);
                });
                const matches = match(ref, ref, {}, form, 1e5);
                const places = matches.index.dataSync();
                places.forEach((place, i) => {
                    const [y, x] = [Math.floor(i / (width - 2)), i % (width - 2)];
                    expect(place).toBe((y % period) * (width - 2) + (x % period));
                });
                release(matches);
                tf.dispose([tile, ref]);
            }
        });
        it('matches empty and constant features with the first patch', () => {
            const [zeros, constant] = [tf.zeros([7, 8, 5]), tf.fill([7, 8, 5], 0.3)];
            for (const [input, ref] of [
                [zeros, zeros],
                [zeros, constant],
                [constant, zeros],
                [constant, constant],
            ]) {
                const matches = match(input, ref, { normInput: true }, form);
                expect(new Set(matches.index.dataSync())).toEqual(new Set([0]));
                const expected = input === constant && ref === constant ? 1 : 0;
                for (const value of matches.correlation.dataSync())
                    expect(value).toBeCloseTo(expected, 4);
                release(matches);
            }
            tf.dispose([zeros, constant]);
        });
    });
    it('finds shifted features in a larger map where they are', () => {
        const ref = random([50, 61, 40], 1);
        const input = tf.slice(ref, [21, 33, 0], [19, 26, 40]);
        const { index, correlation } = featureMatch(input, ref, { normInput: true });
        expect(index.shape).toEqual([17, 24]);
        index.dataSync().forEach((place, i) => {
            expect(place).toBe((21 + Math.floor(i / 24)) * 59 + 33 + (i % 24));
        });
        for (const value of correlation.dataSync())
            expect(value).toBeCloseTo(1, 4);
        tf.dispose([ref, input, index, correlation]);
    });
    it('matches the samples of a batch with one another', () => {
        const [a, b] = [random([6, 7, 4], 1), random([6, 7, 4], 2)];
        const [c, d] = [random([8, 5, 4], 3), random([8, 5, 4], 4)];
        const [inputs, refs] = [tf.stack([a, b]), tf.stack([c, d])];
        const both = featureMatch(inputs, refs);
        const singles = [featureMatch(a, c), featureMatch(b, d)];
        expect(both.index.shape).toEqual([2, 4, 5]);
        expect(Array.from(both.index.dataSync())).toEqual(singles.flatMap((m) => Array.from(m.index.dataSync())));
        expect(Array.from(both.correlation.dataSync())).toEqual(singles.flatMap((m) => Array.from(m.correlation.dataSync())));
        tf.dispose([a, b, c, d, inputs, refs]);
        for (const matches of [both, ...singles])
            release(matches);
    });
    it('has a gradient of zero, so that training through it goes on', () => {
        const [input, ref] = [random([6, 7, 4], 1), random([6, 7, 4], 2)];
        const before = tf.memory().numTensors;
        const gradients = tf.grads((a, b) => {
            const { correlation } = featureMatch(a, b);
            return tf.add(tf.sum(correlation), tf.sum(a));
        })([input, ref]);
        expect(new Set(gradients[0].dataSync())).toEqual(new Set([1]));
        expect(new Set(gradients[1].dataSync())).toEqual(new Set([0]));
        tf.dispose(gradients);
        expect(tf.memory().numTensors).toBe(before);
        tf.dispose([input, ref]);
    });
    it('refuses features that are not finite, and leaks nothing', () => {
        const good = random([5, 6, 3], 1);
        for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
            const bad = tf.tidy(() => tf.concat([tf.fill([1, 6, 3], value), random([4, 6, 3], 2)]));
            const before = tf.memory().numTensors;
            expect(() => featureMatch(bad, good)).toThrow(/input features .* finite/);
            expect(() => featureMatch(good, bad)).toThrow(ConfigError);
            expect(tf.memory().numTensors).toBe(before);
            bad.dispose();
        }
        good.dispose();
    });
});
it('names what does not fit', () => {
    const features = (...shape) => tf.zeros(shape);
    const [good, small, other] = [features(5, 6, 3), features(5, 2, 3), features(5, 6, 4)];
    expect(() => featureMatch(good, small)).toThrow(/reference features are 5x2 .*3x3/);
    expect(() => featureMatch(small, good)).toThrow(ShapeError);
    expect(() => featureMatch(good, other)).toThrow(/\[5,6,3\] .*\[5,6,4\].*same channels/);
    expect(() => featureMatch(good, tf.expandDims(good))).toThrow(ShapeError);
    expect(() => featureMatch(good, good, { refStride: 0 })).toThrow(/refStride is 0/);
    expect(() => featureMatch(good, good, { patchSize: 1.5 })).toThrow(ConfigError);
});
