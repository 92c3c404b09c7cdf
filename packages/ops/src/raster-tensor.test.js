import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { rasterToTensor, tensorToRaster } from './raster-tensor';
const bytesOf = async (x, range = {}) => [
    ...(await tensorToRaster(x, range)).data,
];
describe.each(['cpu', 'wasm', 'srkit-wasm'])('pictures and tensors on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    it('tfjs rounds halves to the even number, below zero too', () => {
        const x = tf.tensor1d([-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 254.5, 0.49999997, -0.49999997]);
        const y = tf.round(x);
        expect([...y.dataSync()].map((v) => v + 0)).toEqual([-4, -2, -2, 0, 0, 2, 2, 4, 254, 0, 0]);
        tf.dispose([x, y]);
    });
    it('tensorToRaster clamps, rounds halves to the even number and takes NaN for 0', async () => {
        const x = tf.tensor3d([-1, 0.5 / 255, 1.5 / 255, 2, 0.5, Number.NaN], [1, 6, 1]);
        const before = tf.memory().numTensors;
        expect(await bytesOf(x)).toEqual([0, 0, 2, 255, 128, 0]);
        expect(await bytesOf(x, { bitDepth: 16 })).toEqual([0, 128, 386, 65535, 32768, 0]);
        expect(tf.memory().numTensors).toBe(before);
        x.dispose();
    });
    it('a raster comes back as it was, of any size, channels and depth', async () => {
        const side = fc.integer({ min: 1, max: 9 });
        const channels = fc.constantFrom(1, 2, 3, 4);
        await fc.assert(fc.asyncProperty(side, side, channels, fc.boolean(), fc.nat(), async (width, height, c, deep, seed) => {
            const before = tf.memory().numTensors;
            const samples = Array.from({ length: width * height * c }, (_, i) => (i + seed) * 40_503);
            const data = deep ? Uint16Array.from(samples) : Uint8Array.from(samples);
            const raster = { width, height, channels: c, data };
            const x = rasterToTensor(raster);
            expect(x.shape).toEqual([1, height, width, c]);
            expect(await tensorToRaster(x, { bitDepth: deep ? 16 : 8 })).toEqual(raster);
            x.dispose();
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 50, seed: 11 });
    });
    it('ImageData and tensors are pictures as well', async () => {
        const pixels = { width: 1, height: 2, data: Uint8ClampedArray.of(10, 20, 30, 40, 50, 60, 70, 255) };
        const raster = { width: 1, height: 2, channels: 4, data: Uint8Array.from(pixels.data) };
        expect(await tensorToRaster(pixels)).toEqual(raster);
        expect(await tensorToRaster(raster)).toBe(raster);
        const before = tf.memory().numTensors;
        const four = rasterToTensor(pixels);
        const again = rasterToTensor(four);
        four.dispose();
        expect(await tensorToRaster(again)).toEqual(raster);
        const flat = tf.tensor3d([0.5], [1, 1, 1]);
        const batch = rasterToTensor(flat);
        expect(batch.shape).toEqual([1, 1, 1, 1]);
        tf.dispose([again, flat, batch]);
        expect(tf.memory().numTensors).toBe(before);
    });
    it('three channels are grey repeated, and alpha left out, of rasters and of tensors', async () => {
        const of = (channels, ...data) => ({
            width: 2,
            height: 1,
            channels,
            data: Uint8Array.from(data),
        });
        for (const [raster, rgb] of [
            [of(1, 5, 9), [5, 5, 5, 9, 9, 9]],
            [of(2, 5, 1, 9, 2), [5, 5, 5, 9, 9, 9]],
            [of(3, 1, 2, 3, 4, 5, 6), [1, 2, 3, 4, 5, 6]],
            [of(4, 1, 2, 3, 0, 4, 5, 6, 0), [1, 2, 3, 4, 5, 6]],
        ]) {
            const whole = rasterToTensor(raster);
            const [fromRaster, fromTensor] = [
                rasterToTensor(raster, { channels: 3 }),
                rasterToTensor(whole, { channels: 3 }),
            ];
            for (const x of [fromRaster, fromTensor])
                expect([...(await tensorToRaster(x)).data]).toEqual(rgb);
            tf.dispose([whole, fromRaster, fromTensor]);
        }
    });
    it('tensorToRaster takes another range', async () => {
        const x = tf.tensor3d([-1, 0, 1, 3, 0.5, -0.5], [1, 2, 3]);
        expect(await bytesOf(x, { min: -1, max: 1 })).toEqual([0, 128, 255, 255, 191, 64]);
        x.dispose();
    });
    it('they name the value and the remedy', async () => {
        const before = tf.memory().numTensors;
        const [two, five] = [tf.zeros([2, 3, 4, 3]), tf.zeros([1, 3, 4, 5])];
        await expect(tensorToRaster(two)).rejects.toThrow(/\[2,3,4,3\] is not one picture .* expected \[h, w, c\]/);
        expect(() => rasterToTensor(five)).toThrow(ShapeError);
        const one = tf.zeros([3, 4, 1]);
        await expect(tensorToRaster(one, { min: 1, max: 1 })).rejects.toThrow(/range is 1 to 1/);
        await expect(tensorToRaster(one, { max: Number.NaN })).rejects.toThrow(ConfigError);
        await expect(tensorToRaster(one, { bitDepth: 12 })).rejects.toThrow(/bitDepth is 12, expected 8 or 16/);
        expect(() => rasterToTensor('a.png')).toThrow(ShapeError);
        expect(() => rasterToTensor('a.png')).toThrow(/await decodeImage\('a.png'\)/);
        expect(() => rasterToTensor(Promise.resolve())).toThrow(/Await it first/);
        expect(() => rasterToTensor(new Uint8Array(9))).toThrow(/got bytes/);
        expect(() => rasterToTensor(undefined)).toThrow(/got undefined/);
        tf.dispose([two, five, one]);
        expect(tf.memory().numTensors).toBe(before);
    });
});
