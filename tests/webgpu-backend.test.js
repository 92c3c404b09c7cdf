import { readFile } from 'node:fs/promises';
import { DeviceError } from '@srkit/core';
import { PairPool } from '@srkit/degradation';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectSameOnBoth } from './support/on-both';
import { startWebGpu } from './support/start-webgpu';
// Everything here is tiny, because the adapter computes in software.
const hasGpu = await startWebGpu();
const random = (shape, seed) => tf.randomUniform(shape, -1, 1, 'float32', seed);
const random4 = (shape, seed) => random(shape, seed);
describe.skipIf(!hasGpu)('the WebGPU backend', () => {
    let backend;
    let tensors;
    beforeAll(async () => {
        await tf.setBackend('webgpu');
        backend = tf.backend();
    });
    beforeEach(async () => {
        await tf.setBackend('webgpu');
        tensors = tf.memory().numTensors;
    });
    afterEach(() => {
        expect(tf.memory().numTensors).toBe(tensors);
    });
    /** A step that the device refuses: more groups than there can be, past tfjs, which knows the limit. */
    const refusedStep = (x) => {
        const most = backend.device.limits.maxComputeWorkgroupsPerDimension;
        const output = backend.runWebGPUProgram({
            outputShape: [...x.shape],
            shaderKey: `refused_${Math.random()}`,
            dispatchLayout: { x: x.shape.map((_, axis) => axis) },
            dispatch: [1, 1, 1],
            variableNames: ['x'],
            workgroupSize: [most + 1, 1, 1],
            getUserCode: () => 'fn main(index : i32) { result[index] = x[index]; }',
        }, [x], 'float32');
        return tf.engine().makeTensorFromTensorInfo(output);
    };
    const thrownBy = async (act) => {
        try {
            await act();
        }
        catch (error) {
            expect(error).toBeInstanceOf(DeviceError);
            return error;
        }
        return expect.fail('nothing was thrown');
    };
    /** Reads what was computed from a result that is not known to be lost yet. */
    const readTwice = async (y) => {
        const sum = tf.tidy(() => tf.sum(y));
        try {
            await sum.data();
        }
        finally {
            sum.dispose();
        }
    };
    describe('after an error of the device', () => {
        it.each([
            ['data', (y) => y.data()],
            ['array', (y) => y.array()],
            ['what was computed from it', readTwice],
            ['verify', () => backend.verify()],
        ])('no result can be read: %s', async (_, read) => {
            const x = random([4], 1);
            const y = refusedStep(x);
            expect((await thrownBy(() => read(y))).code).toBe('E_DEVICE_GPU');
            // And not the second time either.
            expect((await thrownBy(() => y.data())).code).toBe('E_DEVICE_GPU');
            await thrownBy(() => tf.neg(y));
            await thrownBy(() => y.dataToGPU());
            tf.dispose([x, y]);
        });
        it('what came from the host can be computed with at once', async () => {
            // The weights go where another tensor was, by a copy, which the error drops.
            const other = random([4], 1);
            const made = tf.tidy(() => tf.neg(other));
            await made.data();
            tf.dispose([other, made]);
            await backend.verify();
            const weights = tf.tensor1d([1, 2, 3, 4]);
            const doubled = tf.tidy(() => tf.mul(weights, 2));
            const bad = refusedStep(weights);
            const neighbour = tf.tidy(() => tf.mul(weights, 3));
            await thrownBy(() => neighbour.data());
            await thrownBy(() => doubled.data());
            const again = tf.tidy(() => tf.mul(weights, 2));
            expect(Array.from(await again.data())).toEqual([2, 4, 6, 8]);
            tf.dispose([doubled, bad, neighbour, again, weights]);
        });
        it('concerns nobody who was read before, or began afterwards', async () => {
            const before = tf.tidy(() => tf.add(random([4], 3), 1));
            await before.data();
            const x = random([4], 4);
            const bad = refusedStep(x);
            const beside = tf.tidy(() => tf.neg(x));
            const [first, second] = await Promise.allSettled([bad.data(), beside.data()]);
            expect([first.status, second.status]).toEqual(['rejected', 'rejected']);
            const after = tf.tidy(() => tf.mul(before, 2));
            expect((await after.data()).length).toBe(4);
            tf.dispose([before, x, bad, beside, after]);
        });
        it('out of memory is one that smaller tiles may mend', async () => {
            const most = backend.largestTensorBytes / 4;
            const error = await thrownBy(() => tf.tidy(() => tf.zeros([most + 4]).add(1)));
            expect(error.code).toBe('E_DEVICE_MEMORY');
            expect(error.message).toContain('Use a smaller tile');
        });
    });
    it('refuses to be read synchronously, and says how to read it', async () => {
        const y = tf.tidy(() => tf.add(random([4], 1), 1));
        const error = await thrownBy(() => y.dataSync());
        expect(error.code).toBe('E_DEVICE_SYNC_READ');
        expect(error.message).toContain('await tensor.data()');
        const values = await y.data();
        expect(y.dataSync()).toEqual(values);
        y.dispose();
    });
    it.each([1, 2, 3, 5, 7])('reads as many values as there are: %i', async (count) => {
        const y = tf.tidy(() => tf.add(tf.range(0, count), 1));
        expect(Array.from(await y.data())).toEqual(Array.from({ length: count }, (_, i) => i + 1));
        y.dispose();
    });
    it('takes one bias and one PReLU weight for all channels', async () => {
        await expectSameOnBoth(() => {
            // Large enough for the shaders that read vectors.
            const [x, filter] = [random4([1, 40, 37, 4], 1), random4([3, 3, 4, 8], 2)];
            const one = { bias: tf.scalar(0.3), preluActivationWeights: tf.tensor1d([0.25]) };
            return [
                tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', activation: 'prelu', ...one }),
                tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', activation: 'relu', bias: tf.tensor1d([0.3]) }),
                tf.prelu(x, tf.tensor1d([0.25])),
                tf.prelu(x, tf.tensor4d([0.25], [1, 1, 1, 1])),
                tf.fused.matMul({
                    a: random([200, 40], 3),
                    b: random([40, 64], 4),
                    bias: tf.tensor1d([0.5]),
                    preluActivationWeights: tf.tensor1d([0.1]),
                    activation: 'prelu',
                }),
                tf.fused.depthwiseConv2d({
                    x,
                    filter: random4([3, 3, 4, 1], 5),
                    strides: 1,
                    pad: 'same',
                    bias: tf.tensor1d([0.5]),
                }),
            ];
        }, 1e-5);
    });
    describe('layouts of more groups than the device starts along an axis', () => {
        const least = (groups) => {
            beforeEach(() => {
                backend.mostGroups = groups;
            });
            afterEach(() => {
                backend.mostGroups = backend.device.limits.maxComputeWorkgroupsPerDimension;
            });
        };
        least(8);
        it('are folded: convolutions, matrix products, their gradients, transposes', async () => {
            await expectSameOnBoth(() => {
                const [x, filter] = [random4([2, 17, 19, 4], 1), random4([3, 3, 4, 8], 2)];
                const conv = (input, weights) => tf.conv2d(input, weights, 1, 'same');
                return [
                    conv(x, filter),
                    ...tf.grads(conv)([x, filter], random([2, 17, 19, 8], 3)),
                    tf.matMul(random([3, 70, 9], 4), random([3, 9, 80], 5)),
                    tf.matMul(random([300, 40], 6), random([40, 64], 7)),
                    tf.transpose(random([40, 50, 4], 8), [1, 0, 2]),
                    tf.sum(random([33, 20], 9), 1),
                ];
            }, 1e-5);
        });
    });
    it('a step that throws leaves nothing behind', async () => {
        const x = random([4], 1);
        await tf.tidy(() => tf.neg(x)).data();
        tensors = tf.memory().numTensors;
        const before = { data: backend.numDataIds(), used: backend.memory().numBytesInGPU };
        backend.mostGroups = 0;
        const [a, b] = [random([9, 4], 1), random([4, 9], 2)];
        await thrownBy(() => tf.tidy(() => tf.matMul(a, b)));
        backend.mostGroups = backend.device.limits.maxComputeWorkgroupsPerDimension;
        tf.dispose([a, b]);
        await backend.verify();
        expect({ data: backend.numDataIds(), used: backend.memory().numBytesInGPU }).toEqual(before);
        x.dispose();
        tensors -= 1;
    });
    it('gives memory back: pictures of changing sizes', async () => {
        let mostUsed = 0;
        for (let side = 300; side < 400; side += 11) {
            const y = tf.tidy(() => {
                let maps = tf.fill([1, side, side, 16], 0.5);
                for (let i = 0; i < 4; i++) {
                    maps = tf.mul(maps, 1.01);
                    mostUsed = Math.max(mostUsed, backend.memory().numBytesInGPU);
                }
                return tf.sum(maps);
            });
            await y.data();
            y.dispose();
        }
        // 16 MiB are not worth a word.
        expect(mostUsed).toBeGreaterThan(2 ** 25);
        expect(backend.memory().numBytesAllocatedInGPU).toBeLessThanOrEqual(1.5 * mostUsed + 2 ** 24);
    });
});
describe.skipIf(!hasGpu)('libraries on WebGPU', () => {
    it('the training pair pool reads nothing', async () => {
        await tf.setBackend('webgpu');
        const before = tf.memory().numTensors;
        const pool = new PairPool({ queueSize: 4, seed: 1 });
        const seen = new Set();
        for (let round = 0; round < 6; round++) {
            const pair = tf.tidy(() => ({
                lq: tf.fill([2, 2, 2, 3], round),
                gt: tf.mul(tf.fill([2, 8, 8, 3], round), 1),
            }));
            const mixed = pool.exchange(pair);
            const [lq, gt] = [await mixed.lq.data(), await mixed.gt.data()];
            // A pair stays together.
            expect([lq[0], lq.at(-1)]).toEqual([gt[0], gt.at(-1)]);
            seen.add(lq[0]);
            tf.dispose([pair.lq, pair.gt, mixed.lq, mixed.gt]);
        }
        expect(seen.size).toBeGreaterThan(2);
        pool.dispose();
        expect(tf.memory().numTensors).toBe(before);
    });
    /** Looks at a number on the host's backends only, whose tensors are there already. */
    const HOST_ONLY = ['packages/ops/src/feature-match/feature-match.ts'];
    it('no library reads synchronously', async () => {
        const { globSync } = await import('tinyglobby');
        const files = globSync('packages/*/src/**/*.ts', {
            ignore: ['**/*.test.ts', '**/testing/**', 'packages/backend-wasm/**', ...HOST_ONLY],
        });
        expect(files.length).toBeGreaterThan(100);
        const guilty = [];
        for (const file of files) {
            const text = await readFile(file, 'utf8');
            if (/\.(dataSync|arraySync|bufferSync)\(/.test(text))
                guilty.push(file);
        }
        expect(guilty).toEqual([]);
    });
});
