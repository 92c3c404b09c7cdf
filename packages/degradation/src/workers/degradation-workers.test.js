import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import '@srkit/backend-wasm';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../../../scripts/quick-build.mjs';
import { apply } from '../apply/apply';
import { degradationOptions } from '../presets/degradation-options';
import { sample } from '../sampler/sample';
const SHAPE = [3, 120, 100, 3];
const options = degradationOptions('realesrgan-x4plus', { gtSize: 64 });
const picture = () => Uint8Array.from({ length: SHAPE[0] * SHAPE[1] * SHAPE[2] * 3 }, (_, i) => 128 + 90 * Math.sin(i * 0.003) + (i % 5));
const sameBits = (a, b) => Buffer.from(Float32Array.from(a).buffer).equals(Buffer.from(Float32Array.from(b).buffer));
describe('degradation workers', () => {
    let folder;
    let built;
    let workers;
    beforeAll(async () => {
        // Threads run JavaScript. Inside the repository, so that dependencies are found from there.
        const cache = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
        await mkdir(cache, { recursive: true });
        folder = await mkdtemp(join(cache, 'workers-'));
        await bundle([fileURLToPath(new URL('./index.ts', import.meta.url))], folder);
        built = (await import(/* @vite-ignore */ join(folder, 'dist/index.js')));
        await tf.setBackend('srkit-wasm');
        workers = new built.DegradationWorkers({ workers: 2 });
    });
    afterAll(async () => {
        await workers.close();
        await rm(folder, { recursive: true, force: true });
    });
    it('give what apply gives, for several calls at once, from bytes and from floats', async () => {
        const bytes = picture();
        const floats = Float32Array.from(bytes, (value) => value / 255);
        const recipes = [1, 2, 3].map((seed) => sample(options, seed, SHAPE));
        const results = await Promise.all(recipes.map((recipe, i) => workers.apply({ data: i ? bytes : floats, shape: SHAPE }, recipe)));
        for (const [index, recipe] of recipes.entries()) {
            const image = tf.tensor4d(floats, SHAPE);
            const { lq, gt } = await apply(image, recipe);
            const { lq: lqPixels, gt: gtPixels } = results[index];
            expect(lqPixels.shape).toEqual(lq.shape);
            expect(gtPixels.shape).toEqual(gt.shape);
            expect(sameBits(lqPixels.data, await lq.data())).toBe(true);
            expect(sameBits(gtPixels.data, await gt.data())).toBe(true);
            tf.dispose([image, lq, gt]);
        }
    });
    it('give the same on more threads each, and take pictures of 16 bits', async () => {
        const [, height, width] = SHAPE;
        const words = Uint16Array.from({ length: height * width * 3 }, (_, i) => (i * 257) % 65_536);
        const raster = { width, height, channels: 3, data: words };
        const recipe = sample(options, 8, [1, height, width, 3]);
        const wide = new built.DegradationWorkers({ workers: 1, threadsEach: 2 });
        const results = await Promise.all([workers, wide].map((each) => each.applyToRaster(raster, recipe)));
        await wide.close();
        const image = tf.tensor4d(Float32Array.from(words, (value) => value / 65_535), [1, height, width, 3]);
        const pair = await apply(image, recipe);
        const [lq, gt] = [await pair.lq.data(), await pair.gt.data()];
        for (const result of results) {
            expect(result.lq.data).toEqual(Uint8Array.from(lq, (value) => Math.round(value * 255)));
            expect(result.gt.data).toEqual(Uint16Array.from(gt, (value) => Math.round(value * 65_535)));
        }
        tf.dispose([image, pair.lq, pair.gt]);
    });
    it('start with the backend that is asked for', async () => {
        const shape = [1, SHAPE[1], SHAPE[2], 3];
        const image = { data: picture().slice(0, SHAPE[1] * SHAPE[2] * 3), shape };
        const recipe = sample(options, 9, shape);
        const plain = new built.DegradationWorkers({ workers: 1, backend: 'cpu' });
        const { lq } = await plain.apply(image, recipe);
        await plain.close();
        const floats = tf.tensor4d(Float32Array.from(image.data, (value) => value / 255), [...shape]);
        await tf.setBackend('cpu');
        const expected = await apply(floats, recipe);
        expect(sameBits(lq.data, await expected.lq.data())).toBe(true);
        tf.dispose([floats, expected.lq, expected.gt]);
        await tf.setBackend('srkit-wasm');
    });
    it('refuse what does not fit, and go on', async () => {
        const recipe = sample(options, 5, SHAPE);
        const image = { data: picture(), shape: SHAPE };
        await expect(workers.apply({ ...image, shape: [1, 120, 100, 3] }, recipe)).rejects.toMatchObject({
            name: 'ShapeError',
        });
        await expect(workers.apply({ ...image, data: image.data.slice(3) }, recipe)).rejects.toThrow(/35997|107997/);
        await expect(workers.apply(image, { ...recipe, height: 7 })).rejects.toMatchObject({
            name: 'ConfigError',
        });
        const bad = new Float32Array(image.data.length).fill(Number.NaN);
        await expect(workers.apply({ data: bad, shape: SHAPE }, recipe)).rejects.toThrow(/NaN/);
        expect((await workers.apply(image, recipe)).lq.shape).toEqual([3, 16, 16, 3]);
        expect(() => new built.DegradationWorkers({ workers: 0 })).toThrow(/workers is 0/);
    });
    it('stop when aborted, and go on with the next picture', async () => {
        const recipe = sample(options, 6, SHAPE);
        const image = { data: picture(), shape: SHAPE };
        const controller = new AbortController();
        const work = workers.apply(image, recipe, { signal: controller.signal });
        controller.abort(new Error('enough'));
        await expect(work).rejects.toThrow('enough');
        expect((await workers.apply(image, recipe)).lq.shape).toEqual([3, 16, 16, 3]);
    });
});
