import { type Module, reflectPadToMultiple } from '@srkit/nn';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { ConfigError, ShapeError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FusionForm } from './fusion-form';
import { MRAPAFusion } from './mrapa-fusion';
import { MultiReferenceAttention } from './multi-reference-attention';
import { SpatialAwareFiltering } from './spatial-aware-filtering';
import { directionalDerivative } from './testing/directional-derivative';

beforeAll(async () => {
  await tf.setBackend('wasm');
  await tf.ready();
});

const FORMS: readonly FusionForm[] = ['official', 'paper'];
const noise = (shape: [number, number, number, number], seed: number): tf.Tensor4D =>
  tf.randomUniform(shape, -1, 1, 'float32', seed);
const maps = (count: number, h = 6, w = 5): { target: tf.Tensor4D; references: tf.Tensor4D[] } => ({
  target: noise([1, h, w, 4], 1),
  references: Array.from({ length: count }, (_, i) => noise([1, h, w, 6], 2 + i)),
});
const variablesOf = (...modules: Module[]): tf.Variable[] =>
  modules.flatMap((module) => [...module.namedParameters()].map(([, { variable }]) => variable));
const difference = (a: tf.Tensor, b: tf.Tensor): number =>
  tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] as number);

describe.each(FORMS)('MultiReferenceAttention, %s', (fusion) => {
  const module = () => new MultiReferenceAttention({ nf: 4, refNf: 6, fusion }, { seed: 3 });

  it('does not mind the order of the references', () => {
    const attention = module();
    const { target, references } = maps(4);
    const [a, b, c, d] = references as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const straight = attention.forward(target, references);
    const shuffled = attention.forward(target, [c, a, d, b]);
    expect(difference(straight, shuffled)).toBeLessThan(1e-6);
  });

  it('gives one reference a weight of 1, and its query and key no gradient', () => {
    const attention = module();
    const { target, references } = maps(1);
    attention.forward(target, references, (path, value) => {
      if (path === 'attention') expect(Array.from(value.dataSync())).toEqual(new Array(30).fill(1));
    });
    const { grads } = tf.variableGrads(
      () => tf.sum(attention.forward(target, references)) as tf.Scalar,
      variablesOf(attention),
    );
    for (const [name, grad] of Object.entries(grads)) {
      const largest = tf.max(tf.abs(grad)).dataSync()[0] as number;
      if (/conv_(emb|q|k)/.test(name)) expect(largest, name).toBe(0);
      else expect(largest, name).toBeGreaterThan(0);
    }
  });

  it('gives as many copies of one reference equal weights', () => {
    const attention = module();
    const { target, references } = maps(1);
    const [only] = references as [tf.Tensor4D];
    const once = attention.forward(target, [only]);
    const thrice = attention.forward(target, [only, only, only]);
    expect(difference(once, thrice)).toBeLessThan(1e-6);
  });

  it('refuses no references, and references on another grid, by name', () => {
    const attention = module();
    const { target } = maps(1);
    expect(() => attention.forward(target, [])).toThrow(/MultiReferenceAttention: no references given/);
    expect(() => attention.forward(target, [noise([1, 6, 4, 6], 1)])).toThrow(
      /MultiReferenceAttention: reference 0 is \[1,6,4,6\], expected \[1,6,5,6\]/,
    );
    expect(() => attention.forward(noise([1, 6, 5, 3], 1), [])).toThrow(ShapeError);
  });
});

describe.each(FORMS)('MRAPAFusion, %s', (fusion) => {
  it.each([1, 2, 3, 6])('has the slope that differences show, with %i references', (count) => {
    const module = new MRAPAFusion({ nf: 4, refNf: 6, fusion }, { seed: 5 });
    const { target, references } = maps(count);
    const inputs = [target, ...references].map((x) => tf.variable(x));
    const [x, ...rest] = inputs as unknown as tf.Tensor4D[];
    const variables = [...inputs, ...variablesOf(module)];
    // A short step: it must not cross the kinks of the leaky ReLUs.
    const slope = directionalDerivative(variables, () => module.forward(x as tf.Tensor4D, rest), 1e-4);
    expect(Math.abs(slope.numeric - slope.analytic)).toBeLessThan(0.01 * Math.abs(slope.analytic) + 0.02);
  });

  it('is the attention and the filtering, under its own names', async () => {
    const whole = new MRAPAFusion({ nf: 4, refNf: 6, fusion }, { seed: 5 });
    const attention = new MultiReferenceAttention({ nf: 4, refNf: 6, fusion });
    const filtering = new SpatialAwareFiltering({ nf: 4, channels: attention.outChannels, fusion });
    const state = await whole.stateDict();
    for (const part of [attention, filtering]) {
      const names = [...part.namedParameters()].map(([name]) => name);
      part.loadStateDict(new Map(names.map((name) => [name, state.get(name)!])));
    }
    const { target, references } = maps(3, 4, 8);
    let seen = Number.POSITIVE_INFINITY;
    const parts = filtering.forward(target, attention.forward(target, references));
    whole.forward(target, references, (path, value) => {
      if (path === 'filtered') seen = difference(value, parts);
    });
    expect(seen).toBe(0);
  });

  it('keeps no tensor, whether it succeeds or throws', () => {
    const module = new MRAPAFusion({ nf: 4, refNf: 6, fusion });
    const { target, references } = maps(2, 7, 5);
    const before = tf.memory().numTensors;
    const y = module.forward(target, references);
    expect(y.shape).toEqual([1, 7, 5, 4]);
    y.dispose();
    expect(() => module.forward(target, [...references, noise([1, 1, 1, 6], 1).mul(1)])).toThrow(ShapeError);
    // The reference that does not fit, and what it was made from.
    expect(tf.memory().numTensors - before).toBe(2);
    module.dispose();
  });
});

describe.each(FORMS)('MRAPAFusion without its parts, %s', (fusion) => {
  const values = (module: MRAPAFusion, count: number, copies = false): tf.Tensor => {
    const { target, references } = maps(count);
    const given = copies ? references.map(() => references[0] as tf.Tensor4D) : references;
    return module.forward(target, given);
  };

  it('takes the mean of the references without MAM, whose query and key it does not have', () => {
    const module = new MRAPAFusion({ nf: 4, refNf: 6, fusion, mam: false }, { seed: 3 });
    const names = [...module.namedParameters()].map(([name]) => name);
    expect(names.filter((name) => /conv_(emb|q|k)/.test(name))).toEqual([]);
    const { target, references } = maps(3);
    const [a, b, c] = references as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    expect(difference(module.forward(target, [a, b, c]), module.forward(target, [c, a, b]))).toBeLessThan(
      1e-6,
    );
    expect(difference(values(module, 3, true), values(module, 1))).toBeLessThan(1e-6);
    let fused: tf.Tensor4D | undefined;
    const observe = (path: string, value: tf.Tensor4D): void => {
      if (path === 'fused') fused = tf.keep(value.clone());
    };
    const seen = [a, b, c].map((reference) => {
      module.forward(target, [reference], observe);
      return fused!;
    });
    module.forward(target, [a, b, c], observe);
    expect(difference(fused!, tf.mul(tf.addN(seen), 1 / 3))).toBeLessThan(1e-6);
  });

  it('takes what is fused as it is without SAFM, whose masks it does not have', () => {
    const module = new MRAPAFusion({ nf: 4, refNf: 6, fusion, safm: false }, { seed: 3 });
    const names = [...module.namedParameters()].map(([name]) => name);
    expect(names.filter((name) => /spatial_attn|^f[12]/.test(name))).toEqual([]);
    const paths: string[] = [];
    const { target, references } = maps(2);
    module.forward(target, references, (path) => paths.push(path));
    expect(paths.filter((path) => /mask|filtered/.test(path))).toEqual([]);
    expect(paths).toContain('attention');
  });
});

describe('options', () => {
  it('names what is wrong with them', () => {
    expect(() => new MRAPAFusion({ nf: 0, refNf: 6 })).toThrow(ConfigError);
    const form = 'both' as FusionForm;
    expect(() => new MRAPAFusion({ nf: 4, refNf: 6, fusion: form })).toThrow(/'both', expected official/);
    expect(() => new SpatialAwareFiltering({ nf: 4, channels: 1.5 })).toThrow(/channels is 1.5/);
  });
});

describe('reflectPadToMultiple', () => {
  it('mirrors without the edge, as tfjs does', () => {
    const x = noise([2, 6, 7, 3], 4);
    const expected = tf.mirrorPad(
      x,
      [
        [0, 0],
        [0, 2],
        [0, 1],
        [0, 0],
      ],
      'reflect',
    );
    expect(difference(reflectPadToMultiple(x, 4, 'test'), expected)).toBe(0);
  });

  it.each([
    [1, 4],
    [4, 2],
  ])('cannot pad %ix%i', (h, w) => {
    expect(() => reflectPadToMultiple(noise([1, h, w, 1], 1), 4, 'Part')).toThrow(
      /Part: the (height|width) of [12] cannot be padded/,
    );
  });
});
