import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { resizeMatlab } from './resize-matlab';
import { resizePillow } from './resize-pillow';
const cubic = (t) => {
    const d = Math.abs(t);
    if (d >= 2)
        return 0;
    return d <= 1 ? 1.5 * d ** 3 - 2.5 * d ** 2 + 1 : -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2;
};
const sinc = (t) => (t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t));
const KERNELS = {
    box: [0.5, (t) => (t > -0.5 && t <= 0.5 ? 1 : 0)],
    bilinear: [1, (t) => Math.max(0, 1 - Math.abs(t))],
    bicubic: [2, cubic],
    lanczos: [3, (t) => (Math.abs(t) < 3 ? sinc(t) * sinc(t / 3) : 0)],
};
/** Weighted means of a line: output d around (d + 0.5) * step, over samples whose centres are within reach. */
const pillowLine = (values, outSize, filter) => {
    const [support, kernel] = KERNELS[filter];
    const step = values.length / outSize;
    const stretch = Math.max(1, step);
    return Array.from({ length: outSize }, (_, d) => {
        let [sum, total] = [0, 0];
        values.forEach((value, i) => {
            const weight = kernel((i + 0.5 - (d + 0.5) * step) / stretch);
            if (Math.abs(i + 0.5 - (d + 0.5) * step) > support * stretch)
                return;
            sum += weight * value;
            total += weight;
        });
        return sum / total;
    });
};
/** The same over a signal that is mirrored at its ends as often as needed. */
const matlabLine = (values, scale, antialiasing) => {
    const size = values.length;
    const stretch = antialiasing && scale < 1 ? 1 / scale : 1;
    const mirrored = (i) => {
        if (i < 0)
            return mirrored(-1 - i);
        return i < size ? values[i] : mirrored(2 * size - 1 - i);
    };
    return Array.from({ length: Math.ceil(size * scale) }, (_, d) => {
        const centre = (d + 0.5) / scale - 0.5;
        const reach = Math.ceil(2 * stretch) + 1;
        let [sum, total] = [0, 0];
        for (let i = Math.floor(centre) - reach; i <= centre + reach; i++) {
            const weight = cubic((i - centre) / stretch);
            sum += weight * mirrored(i);
            total += weight;
        }
        return sum / total;
    });
};
const side = fc.integer({ min: 1, max: 16 });
describe.each(['cpu', 'wasm', 'srkit-wasm'])('antialiased resizing on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    const expectClose = (actual, expected) => {
        const values = actual.dataSync();
        expect(values.length).toBe(expected.length);
        expected.forEach((value, i) => {
            expect(Math.abs(values[i] - value)).toBeLessThan(1e-5);
        });
    };
    it('resizePillow follows the definition along either axis', () => {
        const filter = fc.constantFrom('box', 'bilinear', 'bicubic', 'lanczos');
        fc.assert(fc.property(filter, side, side, (f, size, outSize) => {
            // On the edge of a box it is rounding that decides; whole ratios keep clear of it.
            fc.pre(f !== 'box' || size % (2 * outSize) === 0 || (outSize % size === 0 && (outSize / size) % 2 === 1));
            const before = tf.memory().numTensors;
            const x = tf.randomUniform([1, size, 1, 1], -1, 1, 'float32', size);
            const across = tf.reshape(x, [1, 1, size, 1]);
            const [down, right] = [resizePillow(x, [outSize, 1], f), resizePillow(across, [1, outSize], f)];
            const expected = pillowLine([...x.dataSync()], outSize, f);
            expectClose(down, expected);
            expectClose(right, expected);
            tf.dispose([x, across, down, right]);
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 120, seed: 8 });
    });
    it('resizeMatlab follows the definition along either axis', () => {
        const scale = fc.constantFrom(0.25, 0.4, 0.5, 0.75, 1, 1.5, 2, 4);
        fc.assert(fc.property(side, scale, fc.boolean(), (size, s, antialiasing) => {
            const x = tf.randomUniform([1, size, 2, 1], -1, 1, 'float32', size);
            const across = tf.transpose(x, [0, 2, 1, 3]);
            const down = resizeMatlab(x, s, { antialiasing });
            const right = tf.transpose(resizeMatlab(across, s, { antialiasing }), [0, 2, 1, 3]);
            expectClose(right, [...down.dataSync()]);
            const twin = x.dataSync().filter((_, i) => i % 2 === 0);
            const single = tf.tensor4d(twin, [1, size, 1, 1]);
            const first = resizeMatlab(single, s, { antialiasing });
            // One column stays one column's worth of values however often it is mirrored.
            const wide = Math.ceil(s);
            const expected = matlabLine([...twin], s, antialiasing).flatMap((v) => new Array(wide).fill(v));
            expectClose(first, expected);
        }), { numRuns: 60, seed: 9 });
    });
    it('have the transposed map as their gradient', () => {
        const x = tf.randomUniform([2, 9, 7, 3], -1, 1, 'float32', 1);
        const dy = tf.randomUniform([2, 5, 4, 3], -1, 1, 'float32', 2);
        for (const f of [
            (t) => resizePillow(t, [5, 4], 'lanczos'),
            (t) => resizeMatlab(t, 0.5),
        ]) {
            const [left, right] = tf.tidy(() => [
                tf.sum(tf.mul(f(x), dy)).dataSync()[0],
                tf.sum(tf.mul(tf.grad(f)(x, dy), x)).dataSync()[0],
            ]);
            expect(Math.abs(left - right)).toBeLessThan(1e-4);
        }
        tf.dispose([x, dy]);
    });
    it('name the value and the remedy, and leave nothing behind', () => {
        const x = tf.zeros([1, 3, 4, 3]);
        const before = tf.memory().numTensors;
        expect(() => resizePillow(x, [0, 4], 'box')).toThrow(/resizePillow: the height of the result is 0/);
        expect(() => resizePillow(x, [2, -4], 'box')).toThrow(ShapeError);
        expect(() => resizePillow(x, [2, 4], 'hamming')).toThrow(/'hamming', expected one of box/);
        expect(() => resizeMatlab(x, 0)).toThrow(/resizeMatlab: scale is 0/);
        expect(() => resizeMatlab(x, Number.NaN)).toThrow(ConfigError);
        expect(tf.memory().numTensors).toBe(before);
        x.dispose();
    });
});
