import { ConfigError, ShapeError } from '@srkit/core';
import { usmSharp } from '@srkit/ops';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { degradationOptions } from '../presets/degradation-options';
import { PRESETS } from '../presets/presets';
import { sample } from '../sampler/sample';
import { sampleOf } from '../sampler/sample-of';
import { apply } from './apply';
const picture = (shape, seed) => tf.tidy(() => {
    // Smooth areas and edges, as photos have them.
    const coarse = tf.randomUniform([shape[0], 8, 8, 3], 0, 1, 'float32', seed);
    return tf.image.resizeBilinear(coarse, [shape[1], shape[2]]);
});
const small = (preset) => degradationOptions(preset, { gtSize: null });
const worst = (a, b) => {
    expect(a.length).toBe(b.length);
    let largest = 0;
    for (let i = 0; i < b.length; i++)
        largest = Math.max(largest, Math.abs(a[i] - b[i]));
    return largest;
};
const run = async (image, recipe) => {
    const { lq, gt } = await apply(image, recipe);
    const values = (await lq.data());
    tf.dispose([lq, gt]);
    return values.slice();
};
describe('apply', () => {
    beforeAll(async () => {
        await tf.setBackend('wasm');
        await tf.ready();
    });
    it('makes finite 8-bit pictures of the LQ size from any recipe, the same ones again, and leaks nothing', async () => {
        const preset = fc.constantFrom(...Object.keys(PRESETS));
        await fc.assert(fc.asyncProperty(preset, fc.nat(2 ** 32 - 1), async (name, seed) => {
            const options = small(name);
            const image = picture([1, 112, 104, 3], seed);
            const before = tf.memory().numTensors;
            const recipe = sample(options, seed, image.shape);
            const { lq, gt } = await apply(image, recipe);
            expect(lq.shape).toEqual([1, 112 / options.scale, 104 / options.scale, 3]);
            const target = recipe.sharpenGt ? usmSharp(image) : image.clone();
            expect(worst(await gt.data(), await target.data())).toBe(0);
            target.dispose();
            const is8Bit = (value) => value >= 0 && value <= 1 && Math.abs(value * 255 - Math.round(value * 255)) < 1e-4;
            expect([...(await lq.data())].filter((value) => !is8Bit(value))).toEqual([]);
            const again = await apply(image, JSON.parse(JSON.stringify(recipe)));
            expect(worst(await again.lq.data(), await lq.data())).toBe(0);
            tf.dispose([lq, gt, again.lq, again.gt]);
            expect(tf.memory().numTensors).toBe(before);
            image.dispose();
        }), { numRuns: 40, seed: 5 });
    });
    it('gives a batch what it gives its samples one by one', async () => {
        for (let seed = 0; seed < 6; seed++) {
            const image = picture([3, 92, 104, 3], seed);
            const recipe = sample(small('realesrgan-x4plus'), seed, image.shape);
            const together = await run(image, recipe);
            const size = together.length / 3;
            for (let index = 0; index < 3; index++) {
                const one = tf.slice(image, [index, 0, 0, 0], [1, 92, 104, 3]);
                const alone = await run(one, sampleOf(recipe, index));
                expect(worst(alone, together.slice(index * size, (index + 1) * size))).toBeLessThan(1e-4);
                one.dispose();
            }
            image.dispose();
        }
    });
    it('crops ground truth and LQ at the same place', async () => {
        const image = picture([2, 130, 111, 3], 3);
        const recipe = sample(degradationOptions('realesrgan-x4plus', { gtSize: 64 }), 9, image.shape);
        const { lq, gt } = await apply(image, recipe);
        expect([lq.shape, gt.shape]).toEqual([
            [2, 16, 16, 3],
            [2, 64, 64, 3],
        ]);
        const { top, left } = recipe.crop;
        const expected = tf.slice(image, [0, top * 4, left * 4, 0], [2, 64, 64, 3]);
        expect(await gt.data()).toEqual(await expected.data());
        tf.dispose([image, lq, gt, expected]);
    });
    it('names what does not fit, and leaves nothing behind when it fails or is aborted', async () => {
        const image = picture([1, 76, 76, 3], 1);
        const recipe = sample(small('realesrgan-x4plus'), 4, image.shape);
        const bad = tf.tidy(() => tf.mul(image, Number.NaN));
        const bytes = tf.tidy(() => tf.mul(image, 255));
        const grey = tf.slice(image, [0, 0, 0, 0], [1, 76, 76, 1]);
        const other = tf.slice(image, [0, 0, 0, 0], [1, 76, 74, 3]);
        const before = tf.memory().numTensors;
        await expect(apply(bad, recipe)).rejects.toThrow(/NaN/);
        await expect(apply(bytes, recipe)).rejects.toThrow(/Divide 8-bit values by 255/);
        await expect(apply(bytes, recipe)).rejects.toThrow(ConfigError);
        await expect(apply(grey, recipe)).rejects.toThrow(/1 channels, expected RGB/);
        await expect(apply(other, recipe)).rejects.toThrow(/recipe is for \[1, 76, 76, 3\]/);
        await expect(apply(other, recipe)).rejects.toThrow(ShapeError);
        const controller = new AbortController();
        const work = apply(image, recipe, {
            signal: controller.signal,
            onProgress: ({ done }) => {
                if (done === 3)
                    controller.abort(new Error('enough'));
            },
        });
        await expect(work).rejects.toThrow('enough');
        expect(tf.memory().numTensors).toBe(before);
        tf.dispose([image, bad, bytes, grey, other]);
    });
});
describe('apply on every backend', () => {
    it('replays a recipe with the same result', async () => {
        const values = [];
        const recipes = [1, 2, 3].map((seed) => sample(small('realesrgan-x4plus'), seed, [1, 76, 80, 3]));
        for (const backend of ['cpu', 'wasm']) {
            await tf.setBackend(backend);
            for (const [index, recipe] of recipes.entries()) {
                const image = tf.tensor4d(Float32Array.from({ length: 76 * 80 * 3 }, (_, i) => 0.5 + 0.5 * Math.sin(i * 0.01 * (index + 1))), [1, 76, 80, 3]);
                values.push(await run(image, recipe));
                image.dispose();
            }
        }
        for (const index of recipes.keys()) {
            expect(worst(values[index], values[index + recipes.length])).toBeLessThan(1e-4);
        }
    });
});
