import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { resizeMatlabU8 } from './resize-matlab-u8';
const BENCHMARKS = fileURLToPath(new URL('../../../../../shared/data/benchmarks/', import.meta.url));
const cubic = (t) => {
    const d = Math.abs(t);
    if (d >= 2)
        return 0;
    return d <= 1 ? 1.5 * d ** 3 - 2.5 * d ** 2 + 1 : -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2;
};
/** A line as the handbook defines it, not rounded. */
const line = (values, scale, border) => {
    const size = values.length;
    const at = (i) => {
        if (border === 'replicate')
            return values[Math.min(Math.max(i, 0), size - 1)];
        if (i < 0)
            return at(-1 - i);
        return i < size ? values[i] : at(2 * size - 1 - i);
    };
    const stretch = Math.max(1, 1 / scale);
    return Array.from({ length: Math.ceil(size * scale) }, (_, d) => {
        const centre = (d + 0.5) / scale - 0.5;
        const reach = Math.ceil(2 * stretch) + 1;
        let [sum, total] = [0, 0];
        for (let i = Math.floor(centre) - reach; i <= centre + reach; i++) {
            const weight = cubic((i - centre) / stretch);
            sum += weight * at(i);
            total += weight;
        }
        return sum / total;
    });
};
beforeAll(async () => {
    await tf.setBackend('srkit-wasm');
});
describe('resizeMatlabU8', () => {
    it('rounds between the height and the width, and leaves nothing behind', async () => {
        const picture = fc.record({
            height: fc.integer({ min: 1, max: 14 }),
            width: fc.integer({ min: 1, max: 14 }),
            seed: fc.integer(),
            scale: fc.constantFrom(0.25, 0.5, 0.75, 2, 4),
            border: fc.constantFrom('mirror', 'replicate'),
        });
        await fc.assert(fc.asyncProperty(picture, async ({ height, width, seed, scale, border }) => {
            const before = tf.memory().numTensors;
            // Black and white, with which every pass overshoots.
            const values = Array.from({ length: height * width }, (_, i) => (Math.imul(seed ^ (i * 7919), 0x9e3779b1) >>> 31) * 255);
            const columns = Array.from({ length: width }, (_, x) => line(Array.from({ length: height }, (_, y) => values[y * width + x]), scale, border));
            const between = columns[0].map((_, y) => columns.map((column) => column[y]));
            const level = (value) => Math.floor(Math.min(255, Math.max(0, value)) + 0.5);
            // On the edge between two levels it is rounding of the sums that decides.
            const near = (value) => Math.abs(value - Math.floor(value) - 0.5) < 1e-4;
            fc.pre(!between.flat().some(near));
            const expected = between.map((row) => line(row.map(level), scale, border));
            fc.pre(!expected.flat().some(near));
            const x = tf.tensor4d(values, [1, height, width, 1]);
            const y = resizeMatlabU8(tf.tidy(() => tf.div(x, 255)), scale, { border });
            const actual = [...(await y.data())].map((value) => value * 255);
            actual.forEach((value, i) => {
                expect(value).toBeCloseTo(expected.flat().map(level)[i], 3);
            });
            tf.disposeVariables();
            x.dispose();
            y.dispose();
            expect(tf.memory().numTensors).toBeLessThanOrEqual(before + 1);
        }), { numRuns: 40, seed: 3 });
    });
    it('refuses an unknown border and a scale that is none', () => {
        const x = tf.zeros([1, 4, 4, 1]);
        expect(() => resizeMatlabU8(x, 0.5, { border: 'wrap' })).toThrow("border is 'wrap', expected one of mirror, replicate");
        expect(() => resizeMatlabU8(x, -1)).toThrow(ConfigError);
        x.dispose();
    });
    it.skipIf(!existsSync(BENCHMARKS)).each(['Set5', 'Set14'])('gives the LR pictures of %s to the byte', async (set) => {
        const raw = async (file) => sharp(`${BENCHMARKS}${set}/${file}`).raw().toBuffer({ resolveWithObject: true });
        for (const file of (await readdir(`${BENCHMARKS}${set}`)).filter((name) => name.endsWith('_HR.png'))) {
            const hr = await raw(file);
            const lr = await raw(file.replace('_HR', '_LR'));
            const y = tf.tidy(() => {
                const x = tf.tensor4d(Float32Array.from(hr.data), [
                    1,
                    hr.info.height,
                    hr.info.width,
                    hr.info.channels,
                ]);
                return tf.mul(resizeMatlabU8(tf.div(x, 255), 0.25, { border: 'replicate' }), 255);
            });
            const levels = Uint8Array.from(await y.data(), Math.round);
            y.dispose();
            expect(Buffer.compare(levels, lr.data), file).toBe(0);
        }
    });
});
