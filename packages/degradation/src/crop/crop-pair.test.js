import { ShapeError } from '@srkit/core';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cropPair } from './crop-pair';
const ramp = (shape) => tf.tensor4d(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => i), shape);
let pair;
let before;
beforeEach(async () => {
    await tf.setBackend('cpu');
    before = tf.memory().numTensors;
    pair = {
        lq: ramp([2, 5, 6, 3]),
        gt: ramp([2, 10, 12, 3]),
    };
});
afterEach(() => {
    tf.dispose(pair);
    expect(tf.memory().numTensors).toBe(before);
});
it('cuts the same place out of both, for the whole batch', () => {
    const { lq, gt } = cropPair(pair, { top: 1, left: 2, gtSize: 8 }, 2);
    expect([lq.shape, gt.shape]).toEqual([
        [2, 4, 4, 3],
        [2, 8, 8, 3],
    ]);
    const [small, large] = [lq.arraySync(), gt.arraySync()];
    expect(small[1][0][0][0]).toBe(((5 + 1) * 6 + 2) * 3);
    expect(large[1][0][0][0]).toBe(((10 + 2) * 12 + 4) * 3);
    expect(large[0][7][7][2]).toBe((9 * 12 + 11) * 3 + 2);
    tf.dispose([lq, gt]);
});
it.each([
    [{ top: 2, left: 0, gtSize: 8 }, 2, /top is 2 .* from 0 to 1/],
    [{ top: 0, left: -1, gtSize: 8 }, 2, /left is -1/],
    [{ top: 0.5, left: 0, gtSize: 8 }, 2, /top is 0.5/],
    [{ top: 0, left: 0, gtSize: 12 }, 2, /Choose a smaller gtSize/],
    [{ top: 0, left: 0, gtSize: 7 }, 2, /gtSize is 7, expected a positive multiple of the scale, 2/],
    [{ top: 0, left: 0, gtSize: 8 }, 4, /does not belong to LQ \[2,5,6,3\]/],
])('refuses %o at scale %i', (place, scale, message) => {
    const crop = () => cropPair(pair, place, scale);
    expect(crop).toThrow(ShapeError);
    expect(crop).toThrow(message);
});
