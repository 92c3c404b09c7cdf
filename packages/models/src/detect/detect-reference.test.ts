import { CheckpointError } from '@srkit/core';
import type { Module } from '@srkit/nn';
import { describe, expect, it } from 'vitest';
import { createNetwork } from '../create-network';
import {
  ContrasExtractorLayer,
  ContrasExtractorSep,
  ContrasMultiExtractorSep,
} from '../reference/contras-extractor';
import { CorrespondenceGenerationArch } from '../reference/correspondence-generation-arch';
import { MRAPARestorationNet } from '../reference/mrapa-restoration-net';
import { RestorationNet } from '../reference/restoration-net';
import { VGGFeatureExtractor } from '../vgg/vgg-feature-extractor';
import { detectArchitecture, isDiscriminator, isGenerator } from './detect-architecture';
import type { Shapes } from './shapes';

const DEFERRED = { deferred: true };

const shapesOf = (module: Module): Map<string, { shape: readonly number[] }> =>
  new Map([...module.namedState()].map(([name, { shape }]) => [name, { shape }]));

describe('the networks of C2-Matching and MRefSR', () => {
  const small = { ngf: 6, nBlocks: 2, groups: 4 };
  const widths = [64, 128, 256] as const;
  const asPublished = { base: null, refWidths: widths, learnedOffsets: true };
  const base = { numInCh: 3, numOutCh: 3, numFeat: 4, numConv: 2, upscale: 4, actType: 'prelu' } as const;
  const narrow = { refWidths: [4, 8, 12], base, mam: true, safm: false, learnedOffsets: true } as const;

  it.each<[string, Module, object]>([
    ['RestorationNet', new RestorationNet(small, DEFERRED), small],
    [
      'MRAPARestorationNet',
      new MRAPARestorationNet(small, DEFERRED),
      { ...small, ...asPublished, fusion: 'official', mam: true, safm: true },
    ],
    ...(['official', 'paper'] as const).flatMap((fusion) =>
      [
        { mam: false, safm: true },
        { mam: true, safm: false },
        { mam: false, safm: false },
      ].map((parts): [string, Module, object] => {
        const config = { ...small, fusion, ...parts };
        return [
          'MRAPARestorationNet',
          new MRAPARestorationNet(config, DEFERRED),
          { ...asPublished, ...config },
        ];
      }),
    ),
    [
      'MRAPARestorationNet',
      new MRAPARestorationNet({ ...small, fusion: 'paper' }, DEFERRED),
      { ...small, ...asPublished, fusion: 'paper', mam: true, safm: true },
    ],
    [
      'MRAPARestorationNet',
      new MRAPARestorationNet({}, DEFERRED),
      { ngf: 64, nBlocks: 16, groups: 8, ...asPublished, fusion: 'official', mam: true, safm: true },
    ],
    [
      'MRAPARestorationNet',
      new MRAPARestorationNet({ ...small, ...narrow }, DEFERRED),
      { ...small, ...narrow, fusion: 'official' },
    ],
    [
      'MRAPARestorationNet',
      new MRAPARestorationNet({ ...small, ...narrow, learnedOffsets: false }, DEFERRED),
      // Groups share learned offsets: there are none to tell them apart.
      { ...small, ...narrow, fusion: 'official', learnedOffsets: false, groups: 1 },
    ],
    ['ContrasExtractorSep', new ContrasExtractorSep({}, DEFERRED), { widths }],
    ['ContrasExtractorSep', new ContrasMultiExtractorSep({}, DEFERRED), { widths }],
    ['ContrasExtractorSep', new ContrasExtractorSep({ widths: [2, 4, 6] }, DEFERRED), { widths: [2, 4, 6] }],
    ['ContrasExtractorLayer', new ContrasExtractorLayer({}, DEFERRED), { widths }],
    [
      'CorrespondenceGenerationArch',
      new CorrespondenceGenerationArch({}, DEFERRED),
      { decode: 'reference', refined: false, widths },
    ],
    [
      'CorrespondenceGenerationArch',
      new CorrespondenceGenerationArch({ refined: true, widths: [2, 4, 6] }, DEFERRED),
      { decode: 'reference', refined: true, widths: [2, 4, 6] },
    ],
  ])('%s is recognised with its configuration, and built again', (name, module, config) => {
    const shapes = shapesOf(module);
    const found = detectArchitecture(shapes);
    expect(found).toEqual({ name, config });
    expect(isGenerator(found) || isDiscriminator(found)).toBe(false);
    expect([...shapesOf(createNetwork(found, DEFERRED))]).toEqual([...shapes]);
  });

  it('says what a damaged file lacks', () => {
    const shapes = shapesOf(new RestorationNet(small, DEFERRED));
    const without = (name: string) => new Map([...shapes].filter(([key]) => key !== name));
    const first = 'content_extractor.conv_first.weight';
    expect(() => detectArchitecture(without(first))).toThrow(CheckpointError);
    expect(() => detectArchitecture(without(first))).toThrow(`'${first}' is missing`);
    const masks = 'dyn_agg_restore.small_dyn_agg.conv_offset_mask.weight';
    expect(() => detectArchitecture(new Map([...shapes, [masks, { shape: [28, 256, 3, 3] }]]))).toThrow(
      `'${masks}' has 28 outputs, expected a multiple of 27`,
    );
  });
});

describe('VGG', () => {
  it.each([
    ['vgg19', ['relu5_1'], 'torchvision', 'conv5_1'],
    ['vgg16', ['pool5'], 'torchvision', 'conv5_3'],
    ['vgg16', ['conv3_3'], 'conv', 'conv3_3'],
    ['vgg19', ['relu3_1', 'relu1_1'], 'conv', 'conv3_1'],
  ] as const)('%s up to %s, in %s names, is recognised', (vggType, layers, names, deepest) => {
    const module = new VGGFeatureExtractor({ vggType, layers, names }, DEFERRED);
    const found = detectArchitecture(shapesOf(module));
    // Up to conv3_3 the two are one network.
    const sameUpToThere = ['conv3_3', 'conv3_1'].includes(deepest);
    expect(found).toMatchObject({
      name: 'VGGFeatureExtractor',
      config: { vggType: sameUpToThere ? 'vgg19' : vggType, layers: [deepest], names, useInputNorm: true },
    });
    expect([...shapesOf(createNetwork(found, DEFERRED)).keys()]).toEqual([...shapesOf(module).keys()]);
  });

  it('is not what only begins like it', () => {
    // The first ESRGAN's discriminator: 64 filters on RGB, then one of 4x4 and batch normalisation.
    const others: Shapes = new Map([
      ['features.0.weight', { shape: [64, 3, 3, 3] }],
      ['features.2.weight', { shape: [64, 64, 4, 4] }],
      ['features.3.running_mean', { shape: [64] }],
    ]);
    expect(() => detectArchitecture(others)).toThrow(/not known.*\n.*features\.3\.running_mean/);
  });
});
