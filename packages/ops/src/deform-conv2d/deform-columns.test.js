import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { deformColumns, deformPictureGradient, deformSamplingGradient } from './deform-columns';
import { referenceDeformColumns, referenceDeformPictureGradient, referenceDeformSamplingGradient, } from './reference-deform';
const random = (shape, seed, least = -1, most = 1) => tf.randomUniform(shape, least, most, 'float32', seed);
const band = {
    kernelSize: [3, 3],
    stride: 1,
    padding: 1,
    dilation: 1,
    deformGroups: 2,
    sample: 1,
    firstRow: 3,
    rows: 20,
};
/** Largest difference; infinite where one of them is NaN. */
const difference = (actual, expected) => {
    let worst = 0;
    for (let i = 0; i < expected.length; i++) {
        const distance = Math.abs(actual[i] - expected[i]);
        worst = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : Math.max(worst, distance);
    }
    return worst;
};
describe.each(['cpu', 'wasm', 'srkit-wasm'])('the kernels of deformConv2d on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    it.each([6, 16])('equal their reference forms on many pixels, %i channels', (channels) => {
        const before = tf.memory().numTensors;
        tf.tidy(() => {
            // More columns than the kernels work on at a time.
            const x = random([2, 31, 29, channels], 1);
            const sampling = tf.concat([random([2, 40, 41, 36], 2, -9, 9), random([2, 40, 41, 18], 3)], 3);
            const columns = random([20 * 41, 9 * channels], 4);
            const shape = [31, 29, channels];
            for (const [actual, expected] of [
                [deformColumns(x, sampling, band), referenceDeformColumns(x, sampling, band)],
                [
                    deformPictureGradient(columns, sampling, band, shape),
                    referenceDeformPictureGradient(columns, sampling, band, shape),
                ],
                [
                    deformSamplingGradient(x, sampling, columns, band),
                    referenceDeformSamplingGradient(x, sampling, columns, band),
                ],
            ]) {
                expect(actual.shape).toEqual(expected.shape);
                expect(difference(actual.dataSync(), expected.dataSync())).toBeLessThan(2e-5);
            }
        });
        expect(tf.memory().numTensors).toBe(before);
    });
});
