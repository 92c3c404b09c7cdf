import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { ConfigError, ShapeError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNetDiscriminatorSN } from '../discriminators/unet-discriminator-sn';
import { VGGStyleDiscriminator } from '../discriminators/vgg-style-discriminator';
import { bicubicQuery } from './bicubic-query';
import { ContrasExtractorSep, ContrasMultiExtractorSep } from './contras-extractor';
import { CorrespondenceGenerationArch } from './correspondence-generation-arch';
import { DynamicAggregation } from './dynamic-aggregation';
import { type PreOffsets, perLayer, type ReferenceFeatures } from './levels';
import { MRAPARestorationNet } from './mrapa-restoration-net';
import { MultiReferenceAttention } from './multi-reference-attention';
import { SpatialAwareFiltering } from './spatial-aware-filtering';

const DEFERRED = { deferred: true };
/** Any rank, because callers in JavaScript and casts get past the types. */
const zeros = (...shape: number[]): tf.Tensor4D => tf.zeros(shape as [number, number, number, number]);

let network: MRAPARestorationNet;
let correspondence: CorrespondenceGenerationArch;

beforeAll(async () => {
  await tf.setBackend('wasm');
  network = new MRAPARestorationNet({ ngf: 2, nBlocks: 0, groups: 1 }, DEFERRED);
  correspondence = new CorrespondenceGenerationArch({}, DEFERRED);
});
afterAll(() => {
  network.dispose();
  correspondence.dispose();
});

const refused = (run: () => unknown, ...parts: string[]): void => {
  expect(run).toThrow(ShapeError);
  for (const part of parts) expect(run).toThrow(part);
};

const features = (n = 1): ReferenceFeatures =>
  perLayer(({ scale, channels }) => zeros(n, 4 * scale, 4 * scale, channels));
const preOffsets = (n = 1): PreOffsets => perLayer(({ scale }) => zeros(n, 4 * scale, 4 * scale, 18));

describe('names module, expected and given', () => {
  it('for groups that do not divide the channels', () => {
    const attempts = [
      [
        () => new DynamicAggregation({ inChannels: 10, deformGroups: 4 }),
        'DynamicAggregation: deformGroups is 4, expected a divisor of the 10 channels',
      ],
      [
        () => new MRAPARestorationNet({ groups: 5 }, DEFERRED),
        'MRAPARestorationNet.dyn_agg_restore: groups is 5, expected a divisor of the 64 channels',
      ],
    ] as const;
    for (const [run, message] of attempts) {
      expect(run).toThrow(ConfigError);
      expect(run).toThrow(message);
    }
  });

  it('for lists of references that do not belong together', () => {
    const x = zeros(1, 4, 4, 3);
    const owner = 'MRAPARestorationNet.dyn_agg_restore: ';
    refused(
      () => network.forward(x, [preOffsets()], [features(), features()]),
      `${owner}1 pre-offsets for 2 references, expected one for each`,
    );
    refused(
      () => network.forward(x, [preOffsets(), preOffsets()], [features(), features(2)]),
      `${owner}relu3_1 of reference 1 is [2,4,4,256], expected [1,4,4,256]`,
    );
    refused(
      () => network.forward(x, [preOffsets(2)], [features()]),
      `${owner}the relu3_1 pre-offset of reference 0 is [2,4,4,18], expected [1,4,4,18]`,
    );
    refused(
      () => network.forward(x, [preOffsets()], [{ ...features(), relu2_1: zeros(1, 8, 8, 64) }]),
      `${owner}relu2_1 of reference 0 is [1,8,8,64], expected [1,8,8,128]`,
    );
    const { relu3_1, relu1_1 } = features();
    refused(
      () => network.forward(x, [preOffsets()], [{ relu3_1, relu1_1 } as ReferenceFeatures]),
      `${owner}relu2_1 of reference 0 is missing, expected [1,h,w,128]`,
    );
    const attention = new MultiReferenceAttention({ nf: 2, refNf: 4 }, DEFERRED);
    const target = zeros(1, 4, 4, 2);
    refused(
      () => attention.forward(target, [zeros(1, 4, 4, 4), zeros(1, 4, 5, 4)]),
      'MultiReferenceAttention: reference 1 is [1,4,5,4], expected [1,4,4,4]',
    );
    refused(
      () => new SpatialAwareFiltering({ nf: 2, channels: 4 }, DEFERRED).forward(target, zeros(2, 4, 4, 4)),
      'SpatialAwareFiltering: reference 0 is [2,4,4,4], expected [1,4,4,4]',
    );
    const aggregation = new DynamicAggregation({ inChannels: 4, deformGroups: 2 }, DEFERRED);
    refused(
      () => aggregation.forward(zeros(2, 4, 4, 4), zeros(1, 5, 5, 4), zeros(1, 5, 5, 18)),
      'DynamicAggregation: reference is [2,4,4,4], expected [1,4,4,4]',
    );
    refused(
      () => aggregation.forward(zeros(1, 4, 4, 4), zeros(1, 5, 5, 4), zeros(1, 5, 5, 9)),
      'DynamicAggregation: preOffset is [1,5,5,9], expected [1,5,5,18]',
    );
  });

  it('for no references', () => {
    const none = (owner: string) => `${owner}: no references given, expected one at least`;
    refused(() => network.forward(zeros(1, 4, 4, 3), [], []), none('MRAPARestorationNet.dyn_agg_restore'));
    refused(
      () => new MultiReferenceAttention({ nf: 2, refNf: 4 }, DEFERRED).forward(zeros(1, 4, 4, 2), []),
      none('MultiReferenceAttention'),
    );
    refused(
      () => new ContrasMultiExtractorSep({}, DEFERRED).forward(zeros(1, 16, 16, 3), []),
      none('ContrasMultiExtractorSep'),
    );
  });

  it('for pictures and features smaller than a patch', () => {
    refused(
      () => correspondence.flow({ denseFeatures1: zeros(1, 5, 5, 4), denseFeatures2: zeros(1, 2, 5, 4) }),
      'CorrespondenceGenerationArch: denseFeatures2 is [1,2,5,4], expected [1, h, w, 4] with h and w of at least 3',
    );
    refused(
      () => correspondence.referenceFeatures(zeros(1, 3, 3, 3)),
      'CorrespondenceGenerationArch.vgg: the input is 3x3 (height x width), expected 4 or more',
    );
    refused(
      () => new ContrasExtractorSep({}, DEFERRED).forward(zeros(1, 16, 16, 3), zeros(1, 3, 16, 3)),
      'ContrasExtractorSep.feature_extraction_image2: the input is 3x16',
    );
    const tiny = perLayer(({ scale }) => zeros(1, 2 * scale, 2 * scale, 18));
    refused(
      () => network.forward(zeros(1, 2, 2, 3), [tiny], [features()]),
      'MRAPARestorationNet.dyn_agg_restore.head_small: the height of 2 cannot be padded',
    );
  });

  it('for pictures of another batch, rank or channels', () => {
    refused(() => bicubicQuery(zeros(4, 4, 3)), 'bicubicQuery: the input is [4,4,3], expected [n, h, w, 3]');
    for (const features2 of [zeros(2, 5, 5, 4), zeros(1, 5, 5, 3), zeros(5, 5, 4)]) {
      refused(
        () => correspondence.flow({ denseFeatures1: zeros(1, 5, 5, 4), denseFeatures2: features2 }),
        `CorrespondenceGenerationArch: denseFeatures2 is [${features2.shape}], expected [1, h, w, 4]`,
      );
    }
    for (const discriminator of [
      new UNetDiscriminatorSN({ numFeat: 2 }, DEFERRED),
      new VGGStyleDiscriminator({ numFeat: 1 }, DEFERRED),
    ]) {
      refused(
        () => discriminator.forward(zeros(128, 128, 3)),
        `${discriminator.typeName}: the input is [128,128,3], expected [n, h, w, 3]`,
      );
    }
  });
});

it('features that are not finite are not matched silently', () => {
  const [good, bad] = [zeros(1, 5, 5, 4), tf.fill<tf.Rank.R4>([1, 5, 5, 4], Number.NaN)];
  const before = tf.memory().numTensors;
  for (const [denseFeatures1, denseFeatures2] of [
    [good, bad],
    [bad, good],
  ] as const) {
    const run = () => correspondence.flow({ denseFeatures1, denseFeatures2 });
    expect(run).toThrow(ConfigError);
    expect(run).toThrow(/expected finite values/);
  }
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([good, bad]);
});
