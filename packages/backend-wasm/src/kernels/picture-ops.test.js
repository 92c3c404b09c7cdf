import '@tensorflow/tfjs';
import { COLOR_MATRIX, DIFF_JPEG, FILTER2D, USM_SHARP, } from '@srkit/core/contracts';
import { engine, setBackend, tensor, tidy } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noise } from '../testing/operands';
import { registerTestBackends, TEST_BACKENDS, usedBytes } from '../testing/test-backends';
registerTestBackends();
// What these kernels compute is tested beside their definitions, in `@srkit/ops`.
const random = (shape, seed) => tensor(noise(shape, seed).values, shape);
/** Runs a kernel on all backends and returns its values on the first one. */
const expectSameEverywhere = async (contract, operands, attrs) => {
    let first;
    for (const backend of TEST_BACKENDS) {
        await setBackend(backend);
        const before = usedBytes();
        const values = tidy(() => {
            const inputs = operands();
            const result = engine().runKernel(contract.kernelName, inputs, { ...attrs });
            const shapes = Object.fromEntries(contract.inputs.map((name) => [name, inputs[name].shape]));
            expect(result.shape).toEqual(contract.outputShape(shapes, attrs));
            return result.dataSync().slice();
        });
        expect(usedBytes(), `${backend} leaks`).toBe(before);
        first ??= values;
        expect(Buffer.from(values.buffer).equals(Buffer.from(first.buffer)), backend).toBe(true);
    }
    return first;
};
const side = fc.integer({ min: 14, max: 90 });
const pictures = fc.record({
    n: fc.integer({ min: 1, max: 3 }),
    h: side,
    w: side,
    c: fc.constantFrom(1, 3, 4, 7),
    seed: fc.nat(1e6),
});
describe('kernels on pictures are the same to the last bit on any number of threads, and leave no memory behind', () => {
    it('filter2d', () => fc.assert(fc.asyncProperty(pictures, fc.constantFrom([1, 9], [9, 1], [3, 3], [13, 13]), fc.boolean(), fc.boolean(), fc.constantFrom('reflect', 'valid', 'full'), async ({ n, h, w, c, seed }, [kh, kw], separable, shared, padding) => {
        const operands = () => {
            const kernels = shared ? 1 : n;
            const kernel = separable
                ? random([kernels, kh, 1], seed + 1).mul(random([kernels, 1, kw], seed + 2))
                : random([kernels, kh, kw], seed + 1);
            return { x: random([n, h, w, c], seed), kernel };
        };
        await expectSameEverywhere(FILTER2D, operands, { padding });
    }), { numRuns: 60, seed: 3 }));
    it('filter2d over several bands and chunks, and each row as if it were alone', async () => {
        const [h, w, side] = [260, 400, 21];
        const line = (shape) => tensor(Float32Array.from({ length: side }, (_, i) => 1 / (i + 1)), shape);
        const kernel = () => line([1, side, 1]).mul(line([1, 1, side]));
        const whole = await expectSameEverywhere(FILTER2D, () => ({ x: random([1, h, w, 3], 1), kernel: kernel() }), {
            padding: 'valid',
        });
        const rowFloats = (w - side + 1) * 3;
        for (const top of [0, 97, 130, h - side]) {
            await setBackend(TEST_BACKENDS[0]);
            const alone = tidy(() => {
                const x = random([1, h, w, 3], 1).slice([0, top, 0, 0], [1, side, w, 3]);
                const result = engine().runKernel(FILTER2D.kernelName, { x, kernel: kernel() }, { padding: 'valid' });
                return result.dataSync().slice();
            });
            expect(whole.slice(top * rowFloats, (top + 1) * rowFloats)).toEqual(alone);
        }
    });
    it('usmSharp', () => fc.assert(fc.asyncProperty(pictures, async ({ n, h, w, c, seed }) => {
        const gaussian = [1, 2, 5, 9, 12, 9, 5, 2, 1].map((weight) => weight / 46);
        const attrs = { weight: 0.6, threshold: 12, gaussian };
        await expectSameEverywhere(USM_SHARP, () => ({ x: random([n, h, w, c], seed) }), attrs);
    }), { numRuns: 20, seed: 4 }));
    it('diffJpeg', () => fc.assert(fc.asyncProperty(pictures, fc.boolean(), async ({ n, h, w, seed }, differentiable) => {
        const attrs = { factors: [0.5, 2, 0].slice(0, n), differentiable };
        await expectSameEverywhere(DIFF_JPEG, () => ({ x: random([n, h, w, 3], seed) }), attrs);
    }), { numRuns: 20, seed: 5 }));
    it('colour matrices', async () => {
        for (const [matrix, offset] of [
            [
                [1, 2, 3, 4, 5, 6, 7, 8, 9],
                [0.5, -1, 2],
            ],
            [[0.3, 0.6, 0.1], [0]],
            [
                [0.3, 0.6, 0.1],
                [0, 0, 0],
            ],
        ]) {
            const inputs = matrix.length / offset.length;
            for (const pixels of [0, 1, 7, 90_000]) {
                await expectSameEverywhere(COLOR_MATRIX, () => ({ x: random([pixels, inputs], 7) }), {
                    matrix,
                    offset,
                });
            }
        }
    });
    it('refuses tensors of another type', async () => {
        await setBackend(TEST_BACKENDS[0]);
        const run = () => tidy(() => {
            const x = tensor([1, 2, 3], [1, 1, 1, 3], 'int32');
            engine().runKernel(DIFF_JPEG.kernelName, { x }, { factors: [1], differentiable: true });
        });
        expect(run).toThrow(/SrkitDiffJpeg: x is int32, expected float32; cast it first/);
    });
});
