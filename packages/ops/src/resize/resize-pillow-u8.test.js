import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { PILLOW_CASES } from '../../../core/test-support/pillow-cases';
import { resizePillowU8 } from './resize-pillow-u8';
/** The filters as the handbook defines them, at a distance in samples. */
const KERNELS = {
    box: [0.5, (t) => (t > -0.5 && t <= 0.5 ? 1 : 0)],
    bilinear: [1, (t) => (Math.abs(t) < 1 ? 1 - Math.abs(t) : 0)],
    bicubic: [
        2,
        (t) => {
            const d = Math.abs(t);
            if (d < 1)
                return (1.5 * d - 2.5) * d * d + 1;
            return d < 2 ? (((d - 5) * d + 8) * d - 4) * -0.5 : 0;
        },
    ],
    lanczos: [
        3,
        (t) => {
            if (!(t >= -3 && t < 3))
                return 0;
            const sinc = (v) => (v === 0 ? 1 : Math.sin(v * Math.PI) / (v * Math.PI));
            return sinc(t) * sinc(t / 3);
        },
    ],
};
/** The fixed-point definition in whole numbers without end: one line of bytes to another length. */
const definition = (line, outSize, filter) => {
    const size = line.length;
    if (size === outSize)
        return [...line];
    const [support, kernel] = KERNELS[filter];
    const scale = Math.max(size / outSize, 1);
    return Array.from({ length: outSize }, (_, d) => {
        const centre = (d + 0.5) * (size / outSize);
        const start = Math.max(Math.trunc(centre - support * scale + 0.5), 0);
        const end = Math.min(Math.trunc(centre + support * scale + 0.5), size);
        const weights = line.slice(start, end).map((_, i) => kernel((i + start - centre + 0.5) * (1 / scale)));
        const total = weights.reduce((a, b) => a + b, 0);
        let sum = 1n << 21n;
        weights.forEach((weight, i) => {
            const fixed = Math.trunc((weight / total) * 2 ** 22 + (weight < 0 ? -0.5 : 0.5));
            sum += BigInt(fixed) * BigInt(line[start + i]);
        });
        return Math.min(Math.max(Number(sum >> 22n), 0), 255);
    });
};
/** Rows first, then columns. */
const definition2d = (pixels, [h, w], [outH, outW], filter) => {
    const wide = Array.from({ length: h }, (_, y) => definition(pixels.slice(y * w, (y + 1) * w), outW, filter));
    const columns = Array.from({ length: outW }, (_, x) => definition(wide.map((row) => row[x]), outH, filter));
    return Array.from({ length: outH * outW }, (_, i) => columns[i % outW][Math.floor(i / outW)]);
};
describe.each(['cpu', 'wasm', 'srkit-wasm'])('resizePillowU8 on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    const levelsOf = (y) => Array.from(y.dataSync(), (v) => Math.round(v * 255 * 2 ** 12) / 2 ** 12);
    it('equals Pillow bit for bit', () => {
        let compared = 0;
        for (const { filter, channels, from, to, input, output } of PILLOW_CASES) {
            // With alpha Pillow weights the colours by it, which is the raster form's business.
            if (channels % 2 === 0)
                continue;
            const bytes = Buffer.from(input, 'base64');
            const x = tf.tensor4d(Float32Array.from(bytes, (v) => v / 255), [1, ...from, channels]);
            const y = resizePillowU8(x, to, filter);
            expect(levelsOf(y), `${filter} ${from} -> ${to}`).toEqual([...Buffer.from(output, 'base64')]);
            tf.dispose([x, y]);
            compared++;
        }
        expect(compared).toBeGreaterThan(40);
    });
    it('equals the fixed-point definition for random sizes, up and down', () => {
        const side = fc.integer({ min: 1, max: 40 });
        const filter = fc.constantFrom('box', 'bilinear', 'bicubic', 'lanczos');
        fc.assert(fc.property(filter, side, side, side, side, fc.nat(), (f, h, w, outH, outW, seed) => {
            const before = tf.memory().numTensors;
            const pixels = Array.from({ length: h * w }, (_, i) => (Math.imul(i + seed, 2_654_435_761) >>> 9) & 255);
            const x = tf.tensor4d(pixels.map((v) => v / 255), [1, h, w, 1]);
            const y = resizePillowU8(x, [outH, outW], f);
            expect(levelsOf(y)).toEqual(definition2d(pixels, [h, w], [outH, outW], f));
            tf.dispose([x, y]);
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 60, seed: 4 });
    });
    it('stays exact where thousands of white samples make one', () => {
        for (const size of [1000, 4097]) {
            const pixels = Array.from({ length: size }, (_, i) => (i % 7 === 0 ? 254 : 255));
            const x = tf.tensor4d(pixels.map((v) => v / 255), [1, 1, size, 1]);
            for (const f of ['box', 'lanczos']) {
                const y = resizePillowU8(x, [1, 2], f);
                expect(levelsOf(y)).toEqual(definition(pixels, 2, f));
                y.dispose();
            }
            x.dispose();
        }
    });
    it('names the value and the remedy, and leaves nothing behind', () => {
        const x = tf.zeros([1, 3, 4, 3]);
        const long = tf.zeros([1, 40_000, 1, 1]);
        const before = tf.memory().numTensors;
        expect(() => resizePillowU8(x, [0, 4], 'box')).toThrow(/resizePillowU8: the height of the result is 0/);
        expect(() => resizePillowU8(x, [4, 4], 'hamming')).toThrow(ConfigError);
        expect(() => resizePillowU8(long, [1, 1], 'box')).toThrow(ShapeError);
        expect(tf.memory().numTensors).toBe(before);
        tf.dispose([x, long]);
    });
});
