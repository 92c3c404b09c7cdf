import '@tensorflow/tfjs';
import { ConfigError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import * as ops from './index';
const x = tf.zeros([1, 30, 30, 3]);
const offset = tf.zeros([1, 30, 30, 18]);
const filter = tf.zeros([3, 3, 3, 3]);
/** Every function with options, with a misspelt one: `[what is given, what is meant, call]`. */
const CALLS = {
    augment: ['hFlip', 'hflip', (options) => ops.augment(x, options)],
    deformConv2d: ['deform_groups', 'deformGroups', (o) => ops.deformConv2d(x, offset, null, filter, null, o)],
    diffJpeg: ['differentable', 'differentiable', (options) => ops.diffJpeg(x, 50, options)],
    diffJpegCoefficients: ['diff', 'differentiable', (options) => ops.diffJpegCoefficients(x, 50, options)],
    featureMatch: ['patch_size', 'patchSize', (options) => ops.featureMatch(x, x, options)],
    rasterToTensor: ['channel', 'channels', (options) => ops.rasterToTensor(x, options)],
    resize: ['scale_factor', 'scaleFactor', (options) => ops.resize(x, options)],
    resizeMatlabU8: ['borders', 'border', (options) => ops.resizeMatlabU8(x, 0.5, options)],
    resizeMatlab: ['antialias', 'antialiasing', (options) => ops.resizeMatlab(x, 0.5, options)],
    rgbToGray: ['weight', 'weights', (options) => ops.rgbToGray(x, options)],
    tensorToRaster: ['bitdepth', 'bitDepth', (options) => ops.tensorToRaster(x, options)],
    usmSharp: ['treshold', 'threshold', (options) => ops.usmSharp(x, options)],
};
it.each(Object.entries(CALLS))('%s refuses options that it does not know', async (name, [given, meant, call]) => {
    const run = async () => call({ [given]: 1 });
    await expect(run()).rejects.toThrow(ConfigError);
    await expect(run()).rejects.toThrow(new RegExp(`^${name}: there is no option '${given}'; .*Known: .*${meant}`));
});
