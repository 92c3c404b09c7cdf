import { memory, setBackend, tidy } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
const runOn = async (backend, compute) => {
    await setBackend(backend);
    const before = memory().numTensors;
    const results = tidy(compute);
    const values = await Promise.all(results.map(async (result) => Float32Array.from(await result.data())));
    for (const result of results)
        result.dispose();
    expect(memory().numTensors, `tensors leaked on ${backend}`).toBe(before);
    return { shapes: results.map(({ shape }) => shape), values };
};
/**
 * Holds what `compute` gives on WebGPU against another backend, value by value, within `bound` of the largest. It must make
 * its inputs itself, the same each time, and leaks nothing on either.
 */
export const expectSameOnBoth = async (compute, bound, other = 'cpu') => {
    const expected = await runOn(other, compute);
    const actual = await runOn('webgpu', compute);
    expect(actual.shapes).toEqual(expected.shapes);
    expected.values.forEach((values, i) => {
        const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
        values.forEach((value, k) => {
            const difference = Math.abs(actual.values[i][k] - value);
            // Not toBeLessThan for each: a million assertions take longer than what they look at.
            if (!(difference <= bound * scale)) {
                expect.fail(`result ${i}, value ${k}: ${actual.values[i][k]} on WebGPU, ${value} on the CPU`);
            }
        });
    });
};
