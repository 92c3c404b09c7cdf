import { ConfigError, ShapeError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { SpatialAwareFiltering } from '@srkit/models';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LayerNetworkName } from './layer-networks';
import { makeLayerClass, type NetworkLayerArgs } from './make-layer-class';

const Attention = makeLayerClass(tf.layers.Layer, 'MultiReferenceAttention');
const Filtering = makeLayerClass(tf.layers.Layer, 'SpatialAwareFiltering');
const Aggregation = makeLayerClass(tf.layers.Layer, 'DynamicAggregation');
const CLASSES = {
  MultiReferenceAttention: Attention,
  SpatialAwareFiltering: Filtering,
  DynamicAggregation: Aggregation,
};

beforeAll(async () => {
  await tf.setBackend('wasm');
  for (const layer of Object.values(CLASSES)) tf.serialization.registerClass(layer);
});

let seed: number;
beforeEach(() => {
  seed = 0;
});

const features = (...shape: [number, number, number]): tf.Tensor4D =>
  tf.randomUniform([2, ...shape], -1, 1, 'float32', ++seed);

const [NF, REF_NF, SIDE] = [3, 4, 5];

/** The papers' order: references are aligned, fused, and filtered; between stock layers. */
const fusionModel = (references: number): { model: tf.LayersModel; layers: tf.layers.Layer[] } => {
  const target = tf.input({ shape: [SIDE, SIDE, NF] });
  const guide = tf.input({ shape: [SIDE, SIDE, REF_NF] });
  const refs = Array.from({ length: references }, () => tf.input({ shape: [SIDE + 2, SIDE + 1, REF_NF] }));
  const offsets = refs.map(() => tf.input({ shape: [SIDE, SIDE, 18] }));
  const align = new Aggregation({ name: 'align', config: { inChannels: REF_NF, deformGroups: 2 }, seed: 1 });
  const attend = new Attention({ name: 'attend', config: { nf: NF, refNf: REF_NF }, seed: 2 });
  const filter = new Filtering({ name: 'filter', config: { nf: NF, channels: 2 * REF_NF }, seed: 3 });
  const aligned = refs.map((ref, i) => align.apply([ref, guide, offsets[i] as tf.SymbolicTensor]));
  const fused = attend.apply([target, ...aligned] as tf.SymbolicTensor[]) as tf.SymbolicTensor;
  const filtered = filter.apply([target, fused]) as tf.SymbolicTensor;
  const output = tf.layers.conv2d({ filters: 1, kernelSize: 1 }).apply(filtered) as tf.SymbolicTensor;
  const model = tf.model({ inputs: [target, guide, ...refs, ...offsets], outputs: output });
  return { model, layers: [align, attend, filter] };
};

const inputsOf = (references: number): tf.Tensor4D[] => [
  features(SIDE, SIDE, NF),
  features(SIDE, SIDE, REF_NF),
  ...Array.from({ length: references }, () => features(SIDE + 2, SIDE + 1, REF_NF)),
  ...Array.from({ length: references }, () => features(SIDE, SIDE, 18)),
];

const saved = async (model: tf.LayersModel): Promise<tf.io.ModelArtifacts> => {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save({
    save: async (given) => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  return artifacts as tf.io.ModelArtifacts;
};

describe('MAM, SAFM and dynamic aggregation as layers', () => {
  it('give what their modules give', () => {
    const filter = new SpatialAwareFiltering({ nf: NF, channels: REF_NF }, { seed: 4 });
    const target = tf.input({ shape: [null, null, NF] });
    const fused = tf.input({ shape: [null, null, REF_NF] });
    const layer = new Filtering({ network: filter });
    const output = layer.apply([target, fused]) as tf.SymbolicTensor;
    expect(output.shape).toEqual([null, null, null, REF_NF]);
    const model = tf.model({ inputs: [target, fused], outputs: output });
    const given = [features(SIDE, 7, NF), features(SIDE, 7, REF_NF)] as const;
    const predicted = model.predict([...given]) as tf.Tensor;
    const direct = filter.forward(...given);
    expect(predicted.dataSync()).toEqual(direct.dataSync());
    tf.dispose([...given, predicted, direct]);
    model.dispose();
  });

  it.each([1, 3])('train with fit inside a model, with %i references', async (references) => {
    const { model, layers } = fusionModel(references);
    model.compile({ optimizer: tf.train.adam(0.02), loss: 'meanSquaredError' });
    const [x, y] = [inputsOf(references), features(SIDE, SIDE, 1)];
    const before = layers.map((layer) => layer.getWeights().map((weight) => weight.dataSync().slice()));
    const { history } = await model.fit(x, y, { epochs: 6, batchSize: 2, verbose: 0 });
    const losses = history['loss'] as number[];
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);
    layers.forEach((layer, i) => {
      const changed = layer
        .getWeights()
        .map((weight, k) => weight.dataSync().some((v, j) => v !== before[i]![k]![j]));
      // With one reference the attention is exactly 1: its query and key cannot learn.
      expect(changed.filter(Boolean).length).toBeGreaterThanOrEqual(
        references === 1 && i === 1 ? 2 : changed.length,
      );
    });
    tf.dispose([x, y]);
    model.dispose();
  });

  it('train with an optimiser of their own', () => {
    const { model } = fusionModel(2);
    const [x, y] = [inputsOf(2), features(SIDE, SIDE, 1)];
    const optimizer = tf.train.sgd(0.05);
    const losses = Array.from({ length: 4 }, () =>
      tf.tidy(
        () =>
          (
            optimizer.minimize(
              () =>
                tf.losses.meanSquaredError(y, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar,
              true,
            ) as tf.Scalar
          ).dataSync()[0]!,
      ),
    );
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);
    tf.dispose([x, y]);
    model.dispose();
  });

  it('are saved and loaded with config and weights', async () => {
    const { model, layers } = fusionModel(2);
    const artifacts = await saved(model);
    const loaded = await tf.loadLayersModel({ load: async () => artifacts });
    for (const layer of layers) {
      const config = JSON.parse(JSON.stringify(layer.getConfig())) as { config: object };
      const copy = loaded.getLayer(layer.name);
      expect(copy.getConfig()['config']).toEqual(config.config);
      expect(copy.getClassName()).toMatch(/^Srkit/);
    }
    const x = inputsOf(2);
    const [a, b] = [model.predict(x) as tf.Tensor, loaded.predict(x) as tf.Tensor];
    expect(a.dataSync()).toEqual(b.dataSync());
    tf.dispose([x, a, b]);
    model.dispose();
    loaded.dispose();
  });

  it('are made again by fromConfig', () => {
    const args = {
      MultiReferenceAttention: { nf: 3, refNf: 4, fusion: 'paper' },
      SpatialAwareFiltering: { nf: 3, channels: 4, fusion: 'paper' },
      DynamicAggregation: { inChannels: 4, outChannels: 6, deformGroups: 2, learnedOffsets: false },
    } as const;
    for (const name of Object.keys(args) as (keyof typeof args)[]) {
      const Layer = CLASSES[name] as new (given: NetworkLayerArgs<LayerNetworkName>) => tf.layers.Layer;
      const layer = new Layer({ name: 'mine', config: args[name] as never });
      const from = CLASSES[name] as unknown as typeof tf.layers.Layer;
      const copy = (from as unknown as { fromConfig(c: typeof from, d: object): tf.layers.Layer }).fromConfig(
        from,
        layer.getConfig(),
      );
      expect(copy.name).toBe('mine');
      expect(copy.getConfig()['config']).toEqual(args[name]);
    }
  });

  it('free every tensor when the model is disposed', () => {
    const before = tf.memory().numTensors;
    // One reference: tfjs 4.22 never frees a layer that is applied twice in a model, a stock one neither.
    const { model } = fusionModel(1);
    const x = inputsOf(1);
    tf.dispose([x, model.predict(x)]);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('name the input that does not fit', () => {
    const input = (...shape: (number | null)[]) => tf.input({ shape });
    const attend = new Attention({ name: 'attend', config: { nf: NF, refNf: REF_NF } });
    const target = input(SIDE, SIDE, NF);
    const refused = (run: () => unknown, message: string) => {
      expect(run).toThrow(ShapeError);
      expect(run).toThrow(message);
    };
    refused(() => attend.apply([target]), 'attend: no references given');
    refused(() => attend.apply(target), 'attend: no references given');
    refused(
      () => attend.apply([target, input(SIDE, SIDE, REF_NF), input(SIDE, SIDE + 1, REF_NF)]),
      'attend: reference 1 is [null,5,6,4], expected [any,5,5,4]',
    );
    const filter = new Filtering({ name: 'filter', config: { nf: NF, channels: REF_NF } });
    refused(() => filter.apply([target]), 'filter: applied to 1 inputs, expected a list of 2');
    const align = new Aggregation({ name: 'align', config: { inChannels: REF_NF, deformGroups: 2 } });
    const feat = input(SIDE, SIDE, REF_NF);
    refused(
      () => align.apply([input(9, 9, REF_NF), feat, input(SIDE, SIDE, 9)]),
      'align: the pre-offset is [null,5,5,9], expected [any,5,5,18]',
    );
    expect(() => new Attention()).toThrow(ConfigError);
  });
});
