import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import { DeviceError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { guardWasmMemory } from './kernels-and-devices';
const random = (shape, seed) => tf.randomUniform(shape, -1, 1, 'float32', seed);
it("gives the cpu backend's filter gradient on the WebAssembly backends", async () => {
    await fc.assert(fc.asyncProperty(fc.record({
        n: fc.integer({ min: 1, max: 2 }),
        height: fc.integer({ min: 4, max: 9 }),
        width: fc.integer({ min: 4, max: 9 }),
        inChannels: fc.integer({ min: 1, max: 5 }),
        outChannels: fc.integer({ min: 1, max: 5 }),
        kernel: fc.integer({ min: 1, max: 4 }),
        stride: fc.integer({ min: 1, max: 2 }),
        pad: fc.constantFrom('same', 'valid', 1),
    }), async (c) => {
        const results = [];
        for (const backend of ['cpu', 'wasm', 'srkit-wasm']) {
            await tf.setBackend(backend);
            const before = tf.memory().numTensors;
            const gradient = tf.tidy(() => {
                const x = random([c.n, c.height, c.width, c.inChannels], 1);
                const filter = random([c.kernel, c.kernel, c.inChannels, c.outChannels], 2);
                return tf.grad((w) => {
                    const y = tf.conv2d(x, w, c.stride, c.pad, 'NHWC', 1, c.pad === 1 ? 'floor' : undefined);
                    return tf.sum(tf.mul(y, random(y.shape, 3)));
                })(filter);
            });
            results.push((await gradient.data()));
            gradient.dispose();
            expect(tf.memory().numTensors).toBe(before);
        }
        const [cpu, ...others] = results;
        for (const other of others) {
            expect(other.length).toBe(cpu.length);
            cpu.forEach((value, i) => {
                expect(Math.abs(other[i] - value)).toBeLessThan(1e-4);
            });
        }
    }), { numRuns: 40, seed: 3 });
});
it('turns a failed wasm allocation into a DeviceError and leaves other tensors alone', async () => {
    await tf.setBackend('wasm');
    guardWasmMemory();
    const { wasm } = tf.backend();
    const keep = tf.tensor1d([1, 2, 3]);
    const taken = [wasm._malloc(2 ** 31 - 2 ** 21)];
    const before = tf.memory().numTensors;
    // Just below 2 GiB, which no longer fit; 2 and nearly 4 GiB, where the allocator goes wrong; 8 GiB, 0 modulo 2^32.
    for (const rows of [2 ** 19 - 512, 2 ** 19, 1_045_000, 2 ** 21]) {
        expect(() => tf.tidy(() => tf.add(tf.zeros([1, 1024]), tf.zeros([rows, 1])))).toThrow(DeviceError);
    }
    // The second half of the address space works.
    const [a, b] = [tf.tensor1d([1, 2, 3]), tf.fill([1 << 20], 2)];
    const product = tf.tidy(() => tf.mul(a, tf.slice(b, [7], [3])));
    expect(Array.from(product.dataSync())).toEqual([2, 4, 6]);
    tf.dispose([a, b, product]);
    for (const address of taken)
        wasm._free(address);
    expect(Array.from(keep.dataSync())).toEqual([1, 2, 3]);
    expect(tf.memory().numTensors).toBe(before);
    keep.dispose();
});
