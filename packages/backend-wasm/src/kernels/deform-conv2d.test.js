import { DEFORM_CONV2D, DEFORM_CONV2D_INPUT_GRADIENT, DEFORM_CONV2D_SAMPLING_GRADIENT, DEFORM_CONV2D_WEIGHT_GRADIENT, } from '@srkit/core/contracts';
import '@tensorflow/tfjs';
import { engine, setBackend, tensor, tidy } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registerTestBackends, TEST_BACKENDS, usedBytes } from '../testing/test-backends';
registerTestBackends();
const numbers = (shape, seed, scale) => {
    let state = seed + 1;
    const values = Float32Array.from({ length: shape.reduce((product, side) => product * side, 1) }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return scale * (state / 2 ** 31 - 1);
    });
    return tensor(values, shape);
};
const side = fc.integer({ min: 1, max: 40 });
const problems = fc.record({
    samples: fc.integer({ min: 1, max: 2 }),
    input: fc.tuple(side, side),
    output: fc.tuple(side, side),
    kernelSize: fc.constantFrom([3, 3], [1, 1], [2, 3]),
    deformGroups: fc.integer({ min: 1, max: 3 }),
    perGroup: fc.integer({ min: 1, max: 37 }),
    outChannels: fc.integer({ min: 1, max: 21 }),
    seed: fc.nat(1e6),
});
/** Bytes of the output and of the gradients. */
const compute = async (backend, problem) => {
    const { samples, input, output, kernelSize, deformGroups, perGroup, outChannels, seed } = problem;
    const taps = kernelSize[0] * kernelSize[1];
    const channels = perGroup * deformGroups;
    await setBackend(backend);
    const before = usedBytes();
    const results = tidy(() => {
        const x = numbers([samples, ...input, channels], seed, 1);
        const sampling = numbers([samples, ...output, 3 * taps * deformGroups], seed + 1, 5);
        const weight = numbers([...kernelSize, channels, outChannels], seed + 2, 1);
        const dy = numbers([samples, ...output, outChannels], seed + 3, 1);
        const attrs = { kernelSize, stride: 1, padding: 1, dilation: 1, deformGroups };
        const run = ({ kernelName }, inputs, more = {}) => {
            const result = engine().runKernel(kernelName, inputs, { ...attrs, ...more });
            return Buffer.from(result.dataSync().slice().buffer);
        };
        return {
            y: run(DEFORM_CONV2D, { x, sampling, weight }),
            dx: run(DEFORM_CONV2D_INPUT_GRADIENT, { dy, sampling, weight }, { pictureShape: x.shape }),
            dSampling: run(DEFORM_CONV2D_SAMPLING_GRADIENT, { dy, x, sampling, weight }),
            dWeight: run(DEFORM_CONV2D_WEIGHT_GRADIENT, { dy, x, sampling }),
        };
    });
    expect(usedBytes()).toBe(before);
    return results;
};
const expectEqualOnAllBackends = async (problem) => {
    const [first, ...others] = TEST_BACKENDS;
    const expected = await compute(first, problem);
    for (const backend of others) {
        const actual = await compute(backend, problem);
        expect(Object.keys(expected).filter((name) => !expected[name].equals(actual[name]))).toEqual([]);
    }
};
describe('deformConv2d', () => {
    it('and its gradients are the same to the last bit on any number of threads, and leave no memory behind', async () => {
        await fc.assert(fc.asyncProperty(problems, expectEqualOnAllBackends), { numRuns: 40, seed: 6 });
    });
    it('takes more groups and samples than a job has chunks', async () => {
        await expectEqualOnAllBackends({
            samples: 3,
            input: [1, 2],
            output: [2, 1],
            kernelSize: [2, 3],
            deformGroups: 1500,
            perGroup: 1,
            outChannels: 2,
            seed: 1,
        });
    });
});
