import { ConfigError, ShapeError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { RRDBNet } from '@srkit/models';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeLayerClass } from './make-layer-class';
const RRDBNetLayer = makeLayerClass(tf.layers.Layer, 'RRDBNet');
const SRVGGLayer = makeLayerClass(tf.layers.Layer, 'SRVGGNetCompact');
const config = { numFeat: 4, numBlock: 1, numGrowCh: 2, scale: 2 };
beforeAll(async () => {
    await tf.setBackend('wasm');
    tf.serialization.registerClass(RRDBNetLayer);
});
const picture = (side, seed) => tf.randomUniform([2, side, side, 3], 0, 1, 'float32', seed);
describe('a network as a layer', () => {
    it('has the network as its only weights and the scaled size as its output', () => {
        const layer = new RRDBNetLayer({ inputShape: [null, null, 3], config });
        const model = tf.sequential({ layers: [layer] });
        expect(model.outputs[0].shape).toEqual([null, null, null, 3]);
        expect(layer.computeOutputShape([null, 8, 6, 3])).toEqual([null, 16, 12, 3]);
        const parameters = [...layer.network.namedParameters()];
        expect(layer.trainableWeights.map(({ name }) => name)).toEqual(parameters.map(([name]) => `${layer.name}/${name}`));
        expect(model.trainableWeights[0].read()).toBe(parameters[0][1].variable);
        expect(model.countParams()).toBe(layer.network.parameterCount);
        layer.trainable = false;
        expect(model.trainableWeights).toHaveLength(0);
        expect(parameters[0][1].requiresGrad).toBe(false);
        model.dispose();
    });
    it('predicts what the network gives', async () => {
        const network = new RRDBNet(config, { seed: 3 });
        const model = tf.sequential({ layers: [new RRDBNetLayer({ inputShape: [8, 8, 3], network })] });
        const x = picture(8, 1);
        const [predicted, direct] = [model.predict(x), network.forward(x)];
        expect(await predicted.data()).toEqual(await direct.data());
        tf.dispose([x, predicted, direct]);
        model.dispose();
    });
    it('trains inside a LayersModel between stock layers, and updates the network', async () => {
        const layer = new SRVGGLayer({ config: { numFeat: 4, numConv: 1, upscale: 2 }, seed: 1 });
        const model = tf.sequential({
            layers: [tf.layers.conv2d({ inputShape: [6, 6, 3], filters: 3, kernelSize: 1 }), layer],
        });
        model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
        const before = (await layer.network.stateDict()).get('body.1.weight').data;
        const [x, y] = [picture(6, 1), picture(12, 2)];
        const { history } = await model.fit(x, y, { epochs: 8, batchSize: 2, verbose: 0 });
        const losses = history['loss'];
        expect(losses.at(-1)).toBeLessThan(losses[0]);
        expect((await layer.network.stateDict()).get('body.1.weight').data).not.toEqual(before);
        tf.dispose([x, y]);
        model.dispose();
    });
    it('is saved and loaded with its config and weights', async () => {
        const model = tf.sequential({ layers: [new RRDBNetLayer({ inputShape: [8, 8, 3], config, seed: 5 })] });
        let artifacts;
        await model.save({
            save: async (saved) => {
                artifacts = saved;
                return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
            },
        });
        const loaded = await tf.loadLayersModel({ load: async () => artifacts });
        const { network } = loaded.layers[0];
        expect(network.config).toMatchObject(config);
        const x = picture(8, 1);
        const [a, b] = [model.predict(x), loaded.predict(x)];
        expect(await a.data()).toEqual(await b.data());
        tf.dispose([x, a, b]);
        model.dispose();
        loaded.dispose();
    });
    it('frees every tensor when the model is disposed', () => {
        const before = tf.memory().numTensors;
        const model = tf.sequential({ layers: [new RRDBNetLayer({ inputShape: [8, 8, 3], config })] });
        const x = picture(8, 1);
        tf.dispose([x, model.predict(x)]);
        model.dispose();
        expect(tf.memory().numTensors).toBe(before);
    });
    it('refuses other networks, other channels and two sources', () => {
        expect(() => makeLayerClass(tf.layers.Layer, 'UNet')).toThrow(ConfigError);
        const layer = new RRDBNetLayer({ config });
        expect(() => layer.apply(tf.input({ shape: [8, 8, 4] }))).toThrow(ShapeError);
        const network = new RRDBNet(config, { deferred: true });
        expect(() => new RRDBNetLayer({ network, config })).toThrow(/both network and config/);
    });
});
