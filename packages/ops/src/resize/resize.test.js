import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { resize } from './resize';
/** One line resized straight from the definitions, in doubles. */
const line = (values, outSize, mode, step) => {
    const size = values.length;
    const at = (i) => values[Math.min(Math.max(i, 0), size - 1)];
    const cubic = (t) => {
        const d = Math.abs(t);
        if (d >= 2)
            return 0;
        return d <= 1 ? 1.25 * d ** 3 - 2.25 * d ** 2 + 1 : -0.75 * (d ** 3 - 5 * d ** 2 + 8 * d - 4);
    };
    // A factor may leave a small side as it is; PyTorch then copies, whatever the step.
    if (outSize === size && mode !== 'bicubic')
        return values;
    return Array.from({ length: outSize }, (_, d) => {
        const p = (d + 0.5) * step - 0.5;
        switch (mode) {
            case 'nearest':
                return at(Math.floor(d * step));
            case 'bilinear': {
                const q = Math.max(p, 0);
                const t = q - Math.floor(q);
                return (1 - t) * at(Math.floor(q)) + t * at(Math.floor(q) + 1);
            }
            case 'bicubic': {
                let sum = 0;
                for (let i = Math.floor(p) - 1; i <= Math.floor(p) + 2; i++)
                    sum += cubic(i - p) * at(i);
                return sum;
            }
            default: {
                const [start, end] = [Math.floor((d * size) / outSize), Math.ceil(((d + 1) * size) / outSize)];
                return values.slice(start, end).reduce((a, b) => a + b, 0) / (end - start);
            }
        }
    });
};
/** A plane `[h][w]`, along the width and then along the height. */
const plane = (rows, [h, w], mode, steps) => {
    const wide = rows.map((row) => line(row, w, mode, steps[1]));
    const columns = Array.from({ length: w }, (_, x) => line(wide.map((row) => row[x]), h, mode, steps[0]));
    return Array.from({ length: h }, (_, y) => columns.map((column) => column[y]));
};
const mode = fc.constantFrom('nearest', 'bilinear', 'bicubic', 'area');
const side = fc.integer({ min: 1, max: 14 });
// Factors that are exact in binary, so that nearest does not depend on how a step was rounded.
const factor = fc.constantFrom(0.5, 0.75, 1, 1.25, 1.5, 2, 3);
describe.each(['cpu', 'wasm', 'srkit-wasm'])('resize on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    const check = (x, options, steps) => {
        const y = resize(x, options);
        const [n, h, w, c] = y.shape;
        const [input, output] = [x.arraySync(), y.arraySync()];
        y.dispose();
        for (let s = 0; s < n; s++)
            for (let k = 0; k < c; k++) {
                const rows = input[s].map((row) => row.map((pixel) => pixel[k]));
                const expected = plane(rows, [h, w], options.mode, steps);
                for (let i = 0; i < h; i++)
                    for (let j = 0; j < w; j++)
                        expect(Math.abs(output[s][i][j][k] - expected[i][j])).toBeLessThan(1e-5);
            }
    };
    it('follows the definitions, to a size', () => {
        fc.assert(fc.property(mode, side, side, side, side, (m, h, w, outH, outW) => {
            // With a step such as 7/3 the sample of `nearest` depends on its rounding; those cases are the goldens'.
            fc.pre(m !== 'nearest' || (h % outH === 0 && w % outW === 0));
            const before = tf.memory().numTensors;
            const x = tf.randomUniform([2, h, w, 3], 0, 1, 'float32', h * 31 + w);
            check(x, { mode: m, size: [outH, outW] }, [h / outH, w / outW]);
            x.dispose();
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 80, seed: 4 });
    });
    it('follows the definitions, by a factor', () => {
        fc.assert(fc.property(mode, fc.integer({ min: 2, max: 12 }), side, factor, (m, h, w, s) => {
            fc.pre(Math.floor(w * s) > 0 && (m !== 'nearest' || s === 0.5 || Number.isInteger(s)));
            const x = tf.randomUniform([1, h, w, 2], 0, 1, 'float32', h * 31 + w);
            check(x, { mode: m, scaleFactor: s }, [1 / s, 1 / s]);
            x.dispose();
        }), { numRuns: 60, seed: 5 });
    });
    it('has the gradient that finite differences give', () => {
        fc.assert(fc.property(mode, side, side, side, side, (m, h, w, outH, outW) => {
            const options = { mode: m, size: [outH, outW] };
            const [x, v] = [1, 2].map((s) => tf.randomUniform([1, h, w, 1], -1, 1, 'float32', s + h));
            const r = tf.randomUniform([1, outH, outW, 1], -1, 1, 'float32', w);
            const loss = (t) => tf.sum(tf.mul(resize(t, options), r));
            const [along, difference] = tf.tidy(() => {
                const gradient = tf.grad(loss)(x);
                const ahead = loss(tf.add(x, tf.mul(v, 0.5)));
                const behind = loss(tf.sub(x, tf.mul(v, 0.5)));
                return [tf.sum(tf.mul(gradient, v)).dataSync()[0], tf.sub(ahead, behind).dataSync()[0]];
            });
            expect(Math.abs(along - difference)).toBeLessThan(1e-4);
            tf.dispose([x, v, r]);
        }), { numRuns: 40, seed: 6 });
    });
    it('copies when nothing changes, and keeps a constant', () => {
        const x = tf.randomUniform([2, 5, 4, 3]);
        const flat = tf.fill([1, 6, 7, 3], 0.5);
        for (const m of ['nearest', 'bilinear', 'bicubic', 'area']) {
            const same = resize(x, { mode: m, scaleFactor: 1 });
            expect(same.dataSync()).toEqual(x.dataSync());
            const resized = resize(flat, { mode: m, size: [11, 3] });
            for (const value of resized.dataSync())
                expect(value).toBeCloseTo(0.5, 6);
            tf.dispose([same, resized]);
        }
        tf.dispose([x, flat]);
    });
    it('samples 1 / scaleFactor apart, not in / out', () => {
        const x = tf.tensor4d([0, 1, 2, 3, 4], [1, 1, 5, 1]);
        const bySize = resize(x, { mode: 'bilinear', size: [1, 6] });
        const byFactor = resize(x, { mode: 'bilinear', scaleFactor: 1.25 });
        expect(bySize.dataSync()[3]).toBeCloseTo((3.5 * 5) / 6 - 0.5, 6);
        expect(byFactor.dataSync()[3]).toBeCloseTo(3.5 / 1.25 - 0.5, 6);
        tf.dispose([x, bySize, byFactor]);
    });
    it('names the value and the remedy, and leaves nothing behind', () => {
        const x = tf.zeros([1, 3, 4, 3]);
        const before = tf.memory().numTensors;
        const attempt = (options) => () => resize(x, options);
        expect(attempt({ mode: 'bilinear', size: [0, 4] })).toThrow(/height of the result is 0, .*1 or more/);
        expect(attempt({ mode: 'bilinear', size: [2, 1.5] })).toThrow(/width of the result is 1\.5/);
        expect(attempt({ mode: 'bilinear', size: [2, Number.NaN] })).toThrow(ShapeError);
        expect(attempt({ mode: 'area', scaleFactor: 0 })).toThrow(/scaleFactor is 0, .* above 0/);
        expect(attempt({ mode: 'area', scaleFactor: Number.POSITIVE_INFINITY })).toThrow(ConfigError);
        expect(attempt({ mode: 'area', scaleFactor: 0.3 })).toThrow(/scaleFactor 0\.3 leaves nothing of a height of 3/);
        expect(attempt({ mode: 'lanczos', scaleFactor: 2 })).toThrow(/'lanczos', expected one of nearest, bilinear/);
        expect(attempt({ mode: 'area' })).toThrow(/neither of size and scaleFactor/);
        expect(attempt({ mode: 'area', scaleFactor: 2, size: [6, 8] })).toThrow(/both of size and scaleFactor/);
        expect(tf.memory().numTensors).toBe(before);
        x.dispose();
    });
});
