import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { ShapeError } from '@srkit/core';
import {
  bicubicQuery,
  ContrasExtractorSep,
  ContrasMultiExtractorSep,
  CorrespondenceGenerationArch,
  MRAPARestorationNet,
} from '@srkit/models';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReferenceSuperResolver } from './reference-super-resolver';

let resolver: ReferenceSuperResolver;
const picture = (h: number, w: number, seed: number): tf.Tensor4D =>
  tf.randomUniform([1, h, w, 3], 0, 1, 'float32', seed);

beforeAll(async () => {
  await tf.setBackend('wasm');
  await tf.ready();
  resolver = new ReferenceSuperResolver({
    extractor: new ContrasExtractorSep({}, { seed: 1 }),
    correspondence: new CorrespondenceGenerationArch({}, { seed: 2 }),
    network: new MRAPARestorationNet({ ngf: 4, nBlocks: 1, groups: 2 }, { seed: 3 }),
  });
});
afterAll(() => resolver.dispose());

describe('ReferenceSuperResolver', () => {
  it.each(['common', 'own'] as const)('enlarges with references of several sizes, canvas %s', (canvas) => {
    const lr = picture(4, 5, 1);
    const references = [picture(16, 20, 2), picture(13, 26, 3), picture(22, 14, 4)];
    const before = tf.memory().numTensors;
    const sr = resolver.upscale(lr, references, { canvas });
    expect(sr.shape).toEqual([1, 16, 20, 3]);
    expect(tf.memory().numTensors - before).toBe(1);
  });

  it('gives the same on both canvases where sizes agree', () => {
    const lr = picture(4, 5, 1);
    const references = [picture(16, 20, 2), picture(16, 20, 3)];
    const common = resolver.upscale(lr, references);
    const own = resolver.upscale(lr, references, { canvas: 'own' });
    expect(Array.from(own.dataSync())).toEqual(Array.from(common.dataSync()));
  });

  it('crops to the size asked for and keeps no tensor when it throws', () => {
    const lr = picture(4, 5, 1);
    const references = [picture(16, 20, 2)];
    expect(resolver.upscale(lr, references, { originalSize: [13, 18] }).shape).toEqual([1, 13, 18, 3]);
    const tiny = picture(8, 8, 1);
    const before = tf.memory().numTensors;
    expect(() => resolver.upscale(lr, [])).toThrow(/no references given/);
    expect(() => resolver.upscale(lr, references, { originalSize: [17, 18] })).toThrow(/at most four times/);
    expect(() => resolver.upscale(lr, references, { up: tiny })).toThrow(ShapeError);
    expect(() => resolver.upscale(lr, [tiny], { canvas: 'own' })).toThrow(ShapeError);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('ContrasMultiExtractorSep', () => {
  it('loads the state of the pair and shares the features of the target', async () => {
    const multi = new ContrasMultiExtractorSep({}, { deferred: true });
    multi.loadStateDict(await resolver.extractor.stateDict());
    const [x, a, b] = [picture(8, 8, 1), picture(8, 8, 2), picture(12, 8, 3)];
    const found = multi.forward(x, [a, b]);
    expect(found[0]!.denseFeatures1).toBe(found[1]!.denseFeatures1);
    expect(found[1]!.denseFeatures2.shape).toEqual([1, 3, 2, 256]);
    const pair = resolver.extractor.forward(x, a);
    expect(Array.from(found[0]!.denseFeatures2.dataSync())).toEqual(
      Array.from(pair.denseFeatures2.dataSync()),
    );
    expect(() => multi.forward(x, [])).toThrow(/ContrasMultiExtractorSep: no references/);
    multi.dispose();
  });
});

describe('bicubicQuery', () => {
  it('gives whole 8-bit levels', () => {
    const up = bicubicQuery(picture(3, 4, 1));
    expect(up.shape).toEqual([1, 12, 16, 3]);
    for (const v of up.dataSync()) expect(Math.abs(v * 255 - Math.round(v * 255))).toBeLessThan(1e-4);
  });
});

describe('what it cannot enlarge is refused by name', () => {
  const zeros = (...shape: number[]): tf.Tensor4D => tf.zeros(shape as [number, number, number, number]);
  const lr = () => zeros(1, 4, 4, 3);
  it.each([
    ['no references', () => resolver.upscale(lr(), []), 'no references given, expected one at least'],
    ['no references to match', () => resolver.match(zeros(1, 16, 16, 3), []), 'no references given'],
    [
      'a small reference',
      () => resolver.upscale(lr(), [zeros(1, 16, 16, 3), zeros(1, 8, 20, 3)], { canvas: 'own' }),
      'reference 1 is 8x20 (height x width), expected 12 or more on each side',
    ],
    [
      'a small picture',
      () => resolver.upscale(zeros(1, 2, 2, 3), [zeros(1, 8, 8, 3)]),
      'up is 8x8 (height x width), expected 12 or more',
    ],
    [
      'another batch',
      () => resolver.upscale(lr(), [zeros(2, 16, 16, 3)]),
      'reference 0 is [2,16,16,3], expected a batch of 1 as lr',
    ],
    [
      'another rank',
      () => resolver.upscale(zeros(4, 4, 3), [zeros(1, 16, 16, 3)]),
      'lr is [4,4,3], expected [n, h, w, 3]',
    ],
    [
      'other channels',
      () => resolver.upscale(lr(), [zeros(1, 16, 16, 1)]),
      'reference 0 is [1,16,16,1], expected [n, h, w, 3]',
    ],
  ] as const)('%s', (_what, run, message) => {
    expect(run).toThrow(ShapeError);
    expect(run).toThrow(`ReferenceSuperResolver: ${message}`);
  });
});
