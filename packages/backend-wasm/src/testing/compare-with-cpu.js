import { setBackend, tensor, tidy } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { TEST_BACKENDS, usedBytes } from './test-backends';
const compute = async (backend, operands, run) => {
    await setBackend(backend);
    const before = backend === 'cpu' ? 0 : usedBytes();
    const results = tidy(() => {
        const tensors = operands.map(({ values, shape, dtype = 'float32' }) => tensor(values, [...shape], dtype));
        return [run(...tensors)].flat().map((result) => ({
            shape: result.shape,
            dtype: result.dtype,
            values: result.dataSync(),
        }));
    });
    if (backend !== 'cpu')
        expect(usedBytes(), `${backend} leaks`).toBe(before);
    return results;
};
/** The largest difference of two results, relative to the largest number of the first. */
const difference = ({ values: expected }, { values: actual }) => {
    let scale = 1e-30;
    let most = 0;
    // Hundreds of thousands of numbers: no iterators.
    for (let i = 0; i < expected.length; i++) {
        const value = expected[i];
        if (Number.isFinite(value))
            scale = Math.max(scale, Math.abs(value));
        if (Object.is(value, actual[i]))
            continue;
        most = Math.max(most, Math.abs(value - actual[i]));
        if (Number.isNaN(most))
            return most;
    }
    return most / scale;
};
/**
 * Runs an operation on tfjs's cpu backend and on ours, in private and shared memory, on one and two threads. Ours agree
 * bit by bit, and with cpu's within `tolerance`, relative to the result's largest number; memory comes back.
 */
export const compareWithCpu = async (operands, run, tolerance = 0) => {
    const expected = await compute('cpu', operands, run);
    let first;
    for (const backend of TEST_BACKENDS) {
        const actual = await compute(backend, operands, run);
        expect(actual.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(expected.map(({ shape, dtype }) => ({ shape, dtype })));
        for (const [i, result] of expected.entries()) {
            expect(difference(result, actual[i]), `${backend}, result ${i}`).toBeLessThanOrEqual(tolerance);
        }
        first ??= actual;
        for (const [i, result] of first.entries()) {
            expect(difference(result, actual[i]), `${backend} and ${TEST_BACKENDS[0]}`).toBe(0);
        }
    }
};
