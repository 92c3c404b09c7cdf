import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { ConfigError, ShapeError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectArchitecture } from '../detect/detect-architecture';
import { type PreOffsets, perLayer, type ReferenceFeatures } from './levels';
import { MRAPARestorationNet } from './mrapa-restoration-net';
import { RestorationNet } from './restoration-net';

beforeAll(async () => {
  await tf.setBackend('wasm');
  await tf.ready();
});

const CONFIG = { ngf: 4, nBlocks: 1, groups: 2 };
/** One for all tests: even with few features of the target, those of the references make 20 million weights. */
let network: MRAPARestorationNet;

beforeAll(() => {
  network = new MRAPARestorationNet(CONFIG, { seed: 1 });
});
afterAll(() => network.dispose());

const picture = (seed: number): tf.Tensor4D => tf.randomUniform([1, 3, 4, 3], 0, 1, 'float32', seed);
/** Integer displacements and features of a reference whose maps are `extra` cells larger than the target's. */
const reference = (seed: number, extra = 0): { preOffsets: PreOffsets; features: ReferenceFeatures } => ({
  preOffsets: perLayer(({ scale }) =>
    tf.round(tf.randomUniform([1, 3 * scale, 4 * scale, 18], -2, 2, 'float32', seed)),
  ),
  features: perLayer(({ scale, channels }) =>
    tf.randomUniform([1, (3 + extra) * scale, (4 + extra) * scale, channels], 0, 1, 'float32', seed + scale),
  ),
});
const both = (references: ReturnType<typeof reference>[]) =>
  [references.map((r) => r.preOffsets), references.map((r) => r.features)] as const;

describe('MRAPARestorationNet', () => {
  it.each([1, 3])('takes %i references in inference and training', (count) => {
    const x = picture(1);
    const given = both(Array.from({ length: count }, (_, i) => reference(10 * i)));
    const y = network.forward(x, ...given);
    expect(y.shape).toEqual([1, 12, 16, 3]);
    const { value, grads } = tf.variableGrads(
      () => tf.mean(tf.abs(network.forward(x, ...given))) as tf.Scalar,
      [...network.namedParameters()].map(([, { variable }]) => variable),
    );
    expect(value.dataSync()[0]).toBeCloseTo(tf.mean(tf.abs(y)).dataSync()[0] as number, 5);
    expect(Object.keys(grads)).toHaveLength([...network.namedParameters()].length);
    tf.dispose(grads);
  });

  it('samples references of other sizes, each of its own', () => {
    const y = network.forward(picture(1), ...both([reference(1), reference(2, 3), reference(3, 1)]));
    expect(y.shape).toEqual([1, 12, 16, 3]);
  });

  it('equals the official network on a larger map whose surplus is out of reach', () => {
    const still = (r: ReturnType<typeof reference>) => ({
      ...r,
      preOffsets: perLayer(({ layer }) => tf.zerosLike(r.preOffsets[layer])),
    });
    const small = still(reference(1));
    const padded = {
      ...small,
      features: perLayer(({ layer }) =>
        tf.pad(small.features[layer], [
          [0, 0],
          [0, 4],
          [0, 4],
          [0, 0],
        ]),
      ),
    };
    const x = picture(1);
    const [a, b] = [network.forward(x, ...both([small])), network.forward(x, ...both([padded]))];
    expect(tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]).toBeLessThan(1e-6);
  });

  it('keeps no tensor, whether it succeeds or throws', () => {
    const x = picture(1);
    const given = both([reference(1), reference(2)]);
    const before = tf.memory().numTensors;
    network.forward(x, ...given).dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(() => network.forward(x, [], [])).toThrow(ShapeError);
    expect(() => network.forward(x, given[0], given[1].slice(1))).toThrow(ShapeError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says where and what does not fit', () => {
    const { preOffsets, features } = reference(1);
    const run = (p: PreOffsets[], f: ReferenceFeatures[]) => () => network.forward(picture(1), p, f);
    expect(run([], [])).toThrow(/MRAPARestorationNet\.dyn_agg_restore: no references given/);
    expect(run([preOffsets], [features, features])).toThrow(/1 pre-offsets for 2 references/);
    expect(run([{ ...preOffsets, relu2_1: preOffsets.relu1_1 }], [features])).toThrow(
      /the relu2_1 pre-offset of reference 0 is \[1,12,16,18\], expected \[1,6,8,18\]/,
    );
    expect(run([preOffsets], [{ ...features, relu3_1: features.relu1_1 }])).toThrow(
      /relu3_1 of reference 0 is \[1,12,16,64\]/,
    );
  });

  it.each(['official', 'paper'] as const)('keeps its state, %s', async (fusion) => {
    const first = fusion === 'official' ? network : new MRAPARestorationNet({ ...CONFIG, fusion });
    const second = new MRAPARestorationNet({ ...CONFIG, fusion }, { deferred: true });
    const x = picture(1);
    const given = both([reference(1), reference(2)]);
    const state = await first.stateDict();
    second.loadStateDict(state);
    expect(Array.from(second.forward(x, ...given).dataSync())).toEqual(
      Array.from(first.forward(x, ...given).dataSync()),
    );
    expect(detectArchitecture(state)).toEqual({
      name: 'MRAPARestorationNet',
      config: {
        ...CONFIG,
        fusion,
        base: null,
        refWidths: [64, 128, 256],
        mam: true,
        safm: true,
        learnedOffsets: true,
      },
    });
    second.dispose();
    if (first !== network) first.dispose();
  });
});

describe('MRAPARestorationNet without learned offsets, with a base', () => {
  const narrow = { ngf: 3, nBlocks: 1, groups: 1, safm: false, refWidths: [2, 2, 2] } as const;
  const base = { numFeat: 2, numConv: 1, upscale: 4 };
  const given = () => {
    const { preOffsets, features } = reference(5);
    const two = perLayer(({ layer }) => tf.slice(features[layer], [0, 0, 0, 0], [-1, -1, -1, 2]));
    return [[preOffsets], [two]] as [PreOffsets[], ReferenceFeatures[]];
  };

  it('aligns as one whose offsets have learned nothing', async () => {
    const learned = new MRAPARestorationNet(narrow, { seed: 3 });
    const still = new MRAPARestorationNet({ ...narrow, learnedOffsets: false }, { seed: 4 });
    const state = new Map([...(await learned.stateDict())].filter(([name]) => !name.includes('offset')));
    still.loadStateDict(state);
    const [x, references] = [picture(2), given()];
    const [a, b] = [learned.forward(x, ...references), still.forward(x, ...references)];
    expect(tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]).toBe(0);
    learned.dispose();
    still.dispose();
  });

  it('lets the finest level see the picture that it refines, by the same steps in parts as in whole', async () => {
    const network = new MRAPARestorationNet({ ...narrow, base, learnedOffsets: false }, { seed: 5 });
    const [x, references] = [picture(2), given()];
    const y = network.forward(x, ...references);
    const state = await network.stateDict();
    const features = state.get('base_features.weight')!;
    const data = new Float32Array(features.data.length).fill(0.5);
    const shaken = new Map([...state, [features.name, { ...features, data }]]);
    network.loadStateDict(shaken);
    const other = network.forward(x, ...references);
    expect(tf.max(tf.abs(tf.sub(y, other))).dataSync()[0]).toBeGreaterThan(1e-4);

    const { content, levels } = network.stages();
    const [[preOffsets], [seen]] = references;
    let [from] = content.run([x]);
    for (const { level, reference: one, fuse, refine } of levels) {
      const [value] = one.run([from!, seen![level.layer], preOffsets![level.layer]]);
      const [fused] = fuse.run([from!, value!]);
      const inputs = [fused!, from!, ...(refine.inputs.length > 2 ? [x] : [])];
      [from] = refine.run(inputs);
    }
    expect(tf.max(tf.abs(tf.sub(from!, other))).dataSync()[0]).toBeLessThan(1e-6);
    network.dispose();
  });
});

describe('RestorationNet', () => {
  it('takes one reference and points to the network that takes more', () => {
    const network = new RestorationNet(CONFIG);
    const x = picture(1);
    expect(network.forward(x, ...both([reference(1)])).shape).toEqual([1, 12, 16, 3]);
    expect(() => network.forward(x, ...both([reference(1), reference(2)]))).toThrow(
      /RestorationNet\.dyn_agg_restore\.head_small: 2 references given.*MRAPARestorationNet/,
    );
    network.dispose();
  });

  it('starts as the official one: N(0, 0.02), zero biases and offsets, uniform deformable weights', async () => {
    const network = new RestorationNet({ ngf: 32, nBlocks: 1, groups: 8 });
    const state = await network.stateDict();
    const deviation = (name: string) => {
      const values = state.get(name)!.data as Float32Array;
      return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
    };
    expect(deviation('dyn_agg_restore.small_offset_conv1.weight')).toBeCloseTo(0.02, 3);
    expect(deviation('content_extractor.body.0.conv1.weight')).toBeCloseTo(0.02, 3);
    expect(deviation('content_extractor.conv_first.bias')).toBe(0);
    expect(deviation('dyn_agg_restore.large_dyn_agg.conv_offset_mask.weight')).toBe(0);
    const bound = 1 / Math.sqrt(9 * 256);
    expect(deviation('dyn_agg_restore.small_dyn_agg.weight')).toBeCloseTo(bound / Math.sqrt(3), 4);
    expect(deviation('dyn_agg_restore.small_dyn_agg.bias')).toBe(0);
    network.dispose();
  });

  it('refuses options that make no network', () => {
    expect(() => new RestorationNet({ ngf: 1 })).toThrow(/ngf is 1/);
    expect(() => new RestorationNet({ groups: 3 })).toThrow(/divisor of the 64 channels/);
    expect(() => new RestorationNet({ nBlocks: -1 })).toThrow(ConfigError);
  });
});
