import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { CheckpointError, ConfigError, ShapeError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { refuseLeaks } from '../../../nn/src/testing/refuse-leaks';
import { torchvisionToConvNames } from './torchvision-names';
import { VGGFeatureExtractor } from './vgg-feature-extractor';
import { vggLayers } from './vgg-layers';
beforeAll(async () => {
    await tf.setBackend('wasm');
});
refuseLeaks();
const picture = (h, w) => tf.randomUniform([1, h, w, 3], 0, 1, 'float32', 1);
const indices = (layers) => layers.filter(({ kind }) => kind === 'conv').map(({ index }) => index);
describe('vggLayers', () => {
    it("has torchvision's indices", () => {
        expect(indices(vggLayers('vgg19'))).toEqual([0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34]);
        expect(indices(vggLayers('vgg16'))).toEqual([0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28]);
        expect(vggLayers('vgg19').at(-1)).toEqual({ kind: 'pool', name: 'pool5', index: 36, channels: 512 });
    });
    it('ends with the deepest layer asked for', () => {
        const layers = vggLayers('vgg16', ['relu2_1', 'conv3_1', 'pool1']);
        expect(layers.at(-1)).toEqual({
            kind: 'conv',
            name: 'conv3_1',
            index: 10,
            inChannels: 128,
            outChannels: 256,
        });
    });
    it.each([
        () => vggLayers('vgg11'),
        () => vggLayers('vgg16', 'conv3_4'),
        () => vggLayers('vgg19', []),
    ])('refuses what is not there: %s', (make) => {
        expect(make).toThrow(ConfigError);
    });
});
describe('VGGFeatureExtractor', () => {
    it('returns features before and after activation and pooling, and keeps nothing else', async () => {
        const layers = ['conv1_1', 'relu1_1', 'pool1', 'conv2_1'];
        const vgg = new VGGFeatureExtractor({ layers });
        const x = picture(7, 6);
        const before = tf.memory().numTensors;
        const features = vgg.forward(x);
        expect(Object.keys(features)).toEqual(layers);
        expect(tf.memory().numTensors).toBe(before + layers.length);
        expect(features['pool1'].shape).toEqual([1, 3, 3, 64]);
        expect(features['conv2_1'].shape).toEqual([1, 3, 3, 128]);
        const [conv, relu] = [await features['conv1_1'].data(), await features['relu1_1'].data()];
        expect(relu).toEqual(conv.map((v) => Math.max(v, 0)));
        expect(conv.some((v) => v < 0)).toBe(true);
        tf.dispose([x, features]);
        vgg.dispose();
    });
    it('normalises by range and by ImageNet, in both ways of naming', async () => {
        const x = picture(4, 4);
        const signed = tf.tidy(() => tf.sub(tf.mul(x, 2), 1));
        const layers = ['conv1_1'];
        const make = (config) => new VGGFeatureExtractor({ layers, ...config }, { seed: 1 });
        const variants = {
            plain: make({}),
            ranged: make({ rangeNorm: true }),
            named: make({ names: 'conv' }),
            raw: make({ useInputNorm: false }),
        };
        const weights = await variants.plain.stateDict();
        variants.ranged.loadStateDict(weights);
        variants.raw.loadStateDict(weights);
        variants.named.loadStateDict(torchvisionToConvNames(weights, 'vgg19'), { strict: false });
        const normalised = tf.tidy(() => tf.div(tf.sub(x, [0.485, 0.456, 0.406]), [0.229, 0.224, 0.225]));
        const run = async (vgg, input) => {
            const y = vgg.forward(input)['conv1_1'];
            const values = Array.from(await y.data());
            y.dispose();
            return values;
        };
        const expected = await run(variants.plain, x);
        expect(await run(variants.named, x)).toEqual(expected);
        for (const [i, v] of (await run(variants.ranged, signed)).entries())
            expect(v).toBeCloseTo(expected[i], 4);
        for (const [i, v] of (await run(variants.raw, normalised)).entries())
            expect(v).toBeCloseTo(expected[i], 4);
        tf.dispose([x, signed, normalised]);
        for (const vgg of Object.values(variants))
            vgg.dispose();
    });
    it('is frozen: no trainable variable, evaluation mode, and a gradient for the input alone', () => {
        const vgg = new VGGFeatureExtractor({ layers: ['relu1_2'] });
        expect(vgg.training).toBe(false);
        for (const [, parameter] of vgg.namedParameters())
            expect(parameter.variable.trainable).toBe(false);
        const x = picture(4, 4);
        const kernels = [];
        const { value, grad } = tf.valueAndGrad((t) => {
            const y = tf.sum(vgg.forward(t)['relu1_2']);
            kernels.push(...(tf.engine().state.activeTape ?? []).map(({ kernelName }) => kernelName));
            return y;
        })(x);
        // The fused kernel would compute the frozen filters' gradients for nothing.
        expect(kernels).toContain('Conv2D');
        expect(kernels).not.toContain('FusedConv2D');
        expect(grad.shape).toEqual(x.shape);
        tf.dispose([x, value, grad]);
        vgg.dispose();
        const trained = new VGGFeatureExtractor({ layers: ['conv1_1'], trainable: true });
        expect(trained.training).toBe(true);
        trained.dispose();
    });
    it("names its state as torchvision or by layer, and ignores the rest of torchvision's file", async () => {
        const layers = ['conv1_2'];
        const torchvision = new VGGFeatureExtractor({ layers }, { seed: 2 });
        const named = new VGGFeatureExtractor({ layers, names: 'conv', prefix: 'model' });
        expect([...named.namedState()].map(([name]) => name)).toEqual([
            'mean',
            'std',
            'model.conv1_1.weight',
            'model.conv1_1.bias',
            'model.conv1_2.weight',
            'model.conv1_2.bias',
        ]);
        expect((await named.stateDict()).get('mean')).toMatchObject({ shape: [1, 3, 1, 1] });
        const file = await torchvision.stateDict();
        expect([...file.keys()]).toEqual([
            'features.0.weight',
            'features.0.bias',
            'features.2.weight',
            'features.2.bias',
        ]);
        const rest = (name) => [
            name,
            { name, dtype: 'F32', shape: [1], data: new Float32Array(1) },
        ];
        const whole = new Map([...file, rest('features.5.weight'), rest('classifier.0.bias')]);
        torchvision.loadStateDict(whole);
        const renamed = torchvisionToConvNames(whole, 'vgg19', { prefix: 'model', upTo: layers });
        expect([...renamed.keys()]).toEqual([...named.namedParameters()].map(([name]) => name));
        whole.set(...rest('features.0.running_mean'));
        expect(() => torchvision.loadStateDict(whole)).toThrow(CheckpointError);
        torchvision.dispose();
        named.dispose();
    });
    it('refuses pictures that pooling would reduce to nothing, other channels and unknown names', () => {
        const vgg = new VGGFeatureExtractor({ layers: ['conv3_1'] }, { deferred: true });
        const [small, gray] = [picture(3, 9), tf.zeros([1, 4, 4, 1])];
        expect(() => vgg.forward(small)).toThrow(/3x9 .*expected 4 or more on each side for conv3_1/);
        expect(() => vgg.forward(gray)).toThrow(ShapeError);
        tf.dispose([small, gray]);
        expect(() => new VGGFeatureExtractor({ layers: ['conv9_1'] })).toThrow(/'conv9_1', expected one of conv1_1/);
        expect(() => new VGGFeatureExtractor({ layers: ['pool1'], names: 'keras' })).toThrow(ConfigError);
    });
});
