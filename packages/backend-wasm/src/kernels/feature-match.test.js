import '@tensorflow/tfjs';
import { FEATURE_MATCH } from '@srkit/core/contracts';
import { engine, setBackend, tensor, tidy } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictureOf } from '../convolution/picture-of';
import { matchPair } from '../matching/match-pair';
import { SEARCH_LIMITS } from '../matching/search';
import { registerTestBackends, TEST_BACKENDS, usedBytes } from '../testing/test-backends';
registerTestBackends();
/** Few different features, so that many patches are equal. */
const features = (shape, seed) => {
    let state = seed + 1;
    return Float32Array.from({ length: shape.reduce((product, side) => product * side, 1) }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor(state / 2 ** 30) - 1.7;
    });
};
const side = fc.integer({ min: 5, max: 60 });
const problems = fc.record({
    h: side,
    w: side,
    refHeight: side,
    refWidth: side,
    channels: fc.integer({ min: 1, max: 9 }),
    options: fc.record({
        patchSize: fc.integer({ min: 1, max: 4 }),
        inputStride: fc.integer({ min: 1, max: 3 }),
        refStride: fc.integer({ min: 1, max: 3 }),
        isNorm: fc.boolean(),
        normInput: fc.boolean(),
    }),
    seed: fc.nat(1e6),
});
const match = async (backend, { h, w, refHeight, refWidth, channels, options, seed }, limits = SEARCH_LIMITS) => {
    await setBackend(backend);
    const before = usedBytes();
    const matched = tidy(() => {
        const input = tensor(features([h, w, channels], seed), [1, h, w, channels]);
        const ref = tensor(features([refHeight, refWidth, channels], seed + 1), [
            1,
            refHeight,
            refWidth,
            channels,
        ]);
        if (limits === SEARCH_LIMITS) {
            return engine().runKernel(FEATURE_MATCH.kernelName, { input, ref }, { ...options });
        }
        const wasm = engine().backend;
        const rows = (length) => Math.floor((length - options.patchSize) / options.inputStride) + 1;
        const out = wasm.output([rows(h), rows(w), 2]);
        matchPair(wasm, pictureOf(wasm, input), pictureOf(wasm, ref), options, out.address, limits);
        return engine().makeTensorFromTensorInfo(out.info);
    });
    const values = (await matched.data());
    matched.dispose();
    expect(usedBytes()).toBe(before);
    return values;
};
describe('featureMatch', () => {
    it('finds the same to the last bit on any number of threads, whatever the pieces of the search', async () => {
        await fc.assert(fc.asyncProperty(problems, async (problem) => {
            const [first, ...others] = TEST_BACKENDS;
            const expected = await match(first, problem);
            for (const backend of others)
                expect(await match(backend, problem)).toEqual(expected);
            const small = { panelBytes: 1, diagonalWork: 1 };
            expect(await match(others.at(-1), problem, small)).toEqual(expected);
        }), { numRuns: 40, seed: 4 });
    });
});
