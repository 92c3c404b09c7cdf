import { pixelShuffle } from '@srkit/ops';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { startWebGpu } from '../../../tests/support/start-webgpu';
import '@srkit/backend-wasm';
import { createCropper } from './crop-batch';
import { makeTrainingSets } from './training-set';
const hasGpu = await startWebGpu();
const PICTURES = {
    count: 2,
    height: 33,
    width: 42,
    data: Uint8Array.from({ length: 2 * 33 * 42 * 3 }, (_, i) => (i * 7919) % 251),
};
const SIDE = 3;
const PICKS = Array.from({ length: 8 }, (_, symmetry) => ({
    picture: symmetry % 2,
    y: symmetry % 3,
    x: (symmetry * 2) % 5,
    symmetry,
}));
const setsOf = () => makeTrainingSets(PICTURES, { scale: 4, sizes: [1, 0.75], grids: 2 });
const freed = (sets) => {
    tf.dispose(sets.flatMap(({ gt, lq }) => [gt, lq]));
};
/** Both tensors of the sets' batches. */
const batches = async (backend) => {
    await tf.setBackend(backend);
    const sets = setsOf();
    const crop = await createCropper(sets);
    const found = [];
    for (const set of sets) {
        const { lq, target } = crop(set, PICKS, SIDE);
        found.push((await lq.data()), (await target.data()));
        tf.dispose([lq, target]);
    }
    freed(sets);
    return found;
};
describe('squares of a training set', () => {
    afterAll(() => tf.setBackend('srkit-wasm'));
    it('are those of the pictures, turned and mirrored together', async () => {
        await tf.setBackend('srkit-wasm');
        const before = tf.memory().numTensors;
        const sets = setsOf();
        expect(sets.map(({ top, left }) => [top, left]).slice(0, 4)).toEqual([
            [0, 0],
            [0, 1],
            [1, 0],
            [1, 1],
        ]);
        const crop = await createCropper(sets);
        for (const set of sets) {
            const { lq, target } = crop(set, PICKS, SIDE);
            const enlarged = tf.tidy(() => tf.add(pixelShuffle(target, 4), tf.image.resizeNearestNeighbor(lq, [4 * SIDE, 4 * SIDE])));
            const expected = tf.tidy(() => {
                const squares = PICKS.map(({ picture, y, x, symmetry }) => {
                    const top = set.top + 4 * y;
                    const left = set.left + 4 * x;
                    let square = tf.slice(set.gt, [picture, top, left, 0], [1, 4 * SIDE, 4 * SIDE, 3]);
                    // The place that a pixel comes from is turned first and mirrored then; the picture the other way round.
                    if (symmetry & 2)
                        square = tf.reverse(square, 1);
                    if (symmetry & 1)
                        square = tf.reverse(square, 2);
                    if (symmetry & 4)
                        square = tf.transpose(square, [0, 2, 1, 3]);
                    return square;
                });
                return tf.concat(squares, 0);
            });
            const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(enlarged, expected))));
            expect((await difference.data())[0]).toBeLessThan(1e-6);
            tf.dispose([lq, target, enlarged, expected, difference]);
        }
        freed(sets);
        expect(tf.memory().numTensors).toBe(before);
    });
    it.skipIf(!hasGpu)('are the same on a graphics card', async () => {
        const [expected, actual] = [await batches('srkit-wasm'), await batches('webgpu')];
        expect(actual.length).toBe(expected.length);
        actual.forEach((values, i) => {
            values.forEach((value, k) => {
                if (!(Math.abs(value - expected[i][k]) < 1e-6))
                    expect.fail(`batch ${i}, value ${k}: ${value}, ${expected[i][k]}`);
            });
        });
    });
});
