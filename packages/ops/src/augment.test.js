import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { augment } from './augment';
describe.each(['cpu', 'wasm', 'srkit-wasm'])('augment on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    it('flips left and right, then top and bottom, then swaps the axes; a batch as its samples', () => {
        const side = fc.integer({ min: 1, max: 5 });
        const flag = fc.boolean();
        fc.assert(fc.property(side, side, flag, flag, flag, (h, w, hflip, vflip, rot90) => {
            const before = tf.memory().numTensors;
            const x = tf.randomUniform([2, h, w, 3]);
            const y = augment(x, { hflip, vflip, rot90 });
            const [a, b] = [x.arraySync(), y.arraySync()];
            expect(y.shape).toEqual(rot90 ? [2, w, h, 3] : [2, h, w, 3]);
            for (let s = 0; s < 2; s++)
                for (let i = 0; i < h; i++)
                    for (let j = 0; j < w; j++) {
                        const source = a[s][vflip ? h - 1 - i : i][hflip ? w - 1 - j : j];
                        expect(rot90 ? b[s][j][i] : b[s][i][j]).toEqual(source);
                    }
            const sample = tf.tensor3d(a[1]);
            const single = augment(sample, { hflip, vflip, rot90 });
            expect(single.arraySync()).toEqual(b[1]);
            tf.dispose([x, y, sample, single]);
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 40, seed: 12 });
    });
    it('returns a tensor of its own when there is nothing to do, and has a gradient', () => {
        const x = tf.randomUniform([2, 3, 1]);
        const same = augment(x, {});
        expect(same).not.toBe(x);
        same.dispose();
        const dy = tf.tensor3d([1, 2, 3, 4, 5, 6], [3, 2, 1]);
        const gradient = tf.grad((t) => augment(t, { hflip: true, rot90: true }))(x, dy);
        expect([...gradient.dataSync()]).toEqual([5, 3, 1, 6, 4, 2]);
        tf.dispose([x, dy, gradient]);
    });
});
