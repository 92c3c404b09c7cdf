import '@srkit/backend-wasm';
import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend, tensor1d } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { readSamples } from './read-samples';
beforeEach(async () => {
    await setBackend('srkit-wasm');
});
/** The definition, with halves to the even number. */
const sampleOf = (value, maximum) => {
    const scaled = Math.fround(Math.fround(Math.min(1, Math.max(0, value))) * maximum);
    const floor = Math.floor(scaled);
    const rest = scaled - floor;
    return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
};
describe.each([8, 16])('samples of %i bits', (bitDepth) => {
    const maximum = 2 ** bitDepth - 1;
    it('are clamped, scaled and rounded, halves to the even number', async () => {
        const halves = fc.integer({ min: 0, max: maximum }).map((i) => (i + 0.5) / maximum);
        const values = fc.oneof(halves, fc.float({ min: -1, max: 2, noNaN: true }), fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1, 1e-40));
        await fc.assert(fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 70 }), async (list) => {
            const x = tensor1d(list, 'float32');
            const floats = await x.data();
            const samples = await readSamples(x, bitDepth);
            x.dispose();
            expect(samples?.hasNaN).toBe(false);
            expect([...samples.data]).toEqual([...floats].map((value) => sampleOf(value, maximum)));
        }), { seed: 9 });
    });
    it('of a long tensor, on all threads', async () => {
        const list = Float32Array.from({ length: 300_007 }, (_, i) => ((i * 2654435761) % 4001) / 4000);
        const before = memory().numTensors;
        const x = tensor1d(list);
        const samples = await readSamples(x, bitDepth);
        x.dispose();
        expect(memory().numTensors).toBe(before);
        const wrong = list.findIndex((value, i) => samples.data[i] !== sampleOf(value, maximum));
        expect(wrong).toBe(-1);
    });
    it.each([0, 5, 16, 40_000])('say when element %i is NaN', async (place) => {
        const list = new Float32Array(40_001).fill(0.5);
        list[place] = Number.NaN;
        const x = tensor1d(list);
        const samples = await readSamples(x, bitDepth);
        x.dispose();
        expect(samples?.hasNaN).toBe(true);
        expect(samples?.data[place]).toBe(0);
    });
});
it('names what it does not take', async () => {
    const x = tensor1d([1, 2], 'int32');
    await expect(readSamples(x, 8)).rejects.toThrow(/int32 tensor.*expected float32/);
    const floats = tensor1d([0.5]);
    await expect(readSamples(floats, 10)).rejects.toThrow(/10 bits, expected float32 and 8 or 16/);
    x.dispose();
    floats.dispose();
});
it('of no elements are none', async () => {
    const x = tensor1d([], 'float32');
    expect(await readSamples(x, 8)).toEqual({ data: new Uint8Array(0), hasNaN: false });
    x.dispose();
});
it('backends without the kernel say so', async () => {
    await setBackend('cpu');
    const x = tensor1d([0.5]);
    expect(await readSamples(x, 8)).toBeUndefined();
    x.dispose();
});
