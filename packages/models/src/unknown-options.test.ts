import '@tensorflow/tfjs-backend-cpu';
import { ConfigError } from '@srkit/core';
import { BatchNorm2d, Conv2d, SpectralConv2d } from '@srkit/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ContentExtractor,
  ContrasExtractorSep,
  CorrespondenceGenerationArch,
  DynamicAggregation,
  ImageDiscriminator,
  loadModel,
  loadNetwork,
  MRAPAFusion,
  MRAPARestorationNet,
  MultiReferenceAttention,
  ResidualBlockNoBN,
  RestorationNet,
  RRDBNet,
  SpatialAwareFiltering,
  SRVGGNetCompact,
  torchvisionToConvNames,
  UNetDiscriminatorSN,
  VGGFeatureExtractor,
  VGGStyleDiscriminator,
} from './index';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** As from JavaScript. */
const any = (value: object) => value as never;
const DEFERRED = { deferred: true };

describe('an option that nobody reads is refused, with the one that was probably meant', () => {
  it.each<[string, () => unknown, string]>([
    ['RRDBNet', () => new RRDBNet(any({ num_block: 2 })), 'numBlock'],
    ['SRVGGNetCompact', () => new SRVGGNetCompact(any({ num_conv: 2 })), 'numConv'],
    ['UNetDiscriminatorSN', () => new UNetDiscriminatorSN(any({ skip_connection: false })), 'skipConnection'],
    ['VGGStyleDiscriminator', () => new VGGStyleDiscriminator(any({ input_size: 128 })), 'inputSize'],
    ['ImageDiscriminator', () => new ImageDiscriminator(any({ in_nc: 3 })), 'inNc'],
    [
      'VGGFeatureExtractor',
      () => new VGGFeatureExtractor(any({ layers: ['pool1'], vgg_type: 'vgg16' })),
      'vggType',
    ],
    ['RestorationNet', () => new RestorationNet(any({ n_blocks: 1 }), DEFERRED), 'nBlocks'],
    ['MRAPARestorationNet', () => new MRAPARestorationNet(any({ fusoin: 'paper' }), DEFERRED), 'fusion'],
    [
      'CorrespondenceGenerationArch',
      () => new CorrespondenceGenerationArch(any({ decoder: 'official' })),
      'decode',
    ],
    ['ContentExtractor', () => new ContentExtractor(any({ n_blocks: 1 })), 'nBlocks'],
    ['ResidualBlockNoBN', () => new ResidualBlockNoBN(any({ res_scale: 0.2 })), 'resScale'],
    [
      'DynamicAggregation',
      () => new DynamicAggregation(any({ inChannels: 8, deform_groups: 2 })),
      'deformGroups',
    ],
    [
      'MultiReferenceAttention',
      () => new MultiReferenceAttention(any({ nf: 2, refNf: 2, fuse: 1 })),
      'refNf',
    ],
    [
      'SpatialAwareFiltering',
      () => new SpatialAwareFiltering(any({ nf: 2, channels: 2, chanels: 1 })),
      'channels',
    ],
    ['MRAPAFusion', () => new MRAPAFusion(any({ nf: 2, refNf: 2, ref_nf: 1 })), 'refNf'],
    ['Conv2d', () => new Conv2d(any({ inChannels: 1, outChannels: 1, kernel_size: 1 })), 'kernelSize'],
    [
      'SpectralConv2d',
      () => new SpectralConv2d(any({ inChannels: 1, outChannels: 1, kernelSize: 3, stride: 1, pad: 1 })),
      'stride',
    ],
    ['BatchNorm2d', () => new BatchNorm2d(1, any({ weight_init: 1 })), 'weightInit'],
    ['Module', () => new RRDBNet({}, any({ sead: 1 })), 'seed'],
    ['Module', () => new ContrasExtractorSep({}, any({ layers: [] })), 'seed'],
    [
      'torchvisionToConvNames',
      () => torchvisionToConvNames(new Map(), 'vgg16', any({ prefx: '' })),
      'prefix',
    ],
  ])('%s', (owner, make, meant) => {
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(new RegExp(`^${owner}: there is no option .*${meant}`));
  });

  it('of the loaders, and of loadStateDict', async () => {
    await expect(loadModel(new Map(), any({ act_type: 'relu' }))).rejects.toThrow(/loadModel: .*actType/);
    await expect(loadNetwork(new Map(), any({ kee: 'params' }))).rejects.toThrow(/loadNetwork: .*key/);
    const network = new SRVGGNetCompact({ numFeat: 1, numConv: 0 }, DEFERRED);
    expect(() => network.loadStateDict(new Map(), any({ strikt: false }))).toThrow(/strict/);
  });
});

it('a state_dict that is none is named', async () => {
  const network = new SRVGGNetCompact({ numFeat: 1, numConv: 0 }, DEFERRED);
  const pending = network.stateDict();
  expect(() => network.loadStateDict(any(pending))).toThrow(
    'SRVGGNetCompact: the state_dict is a promise; await it.',
  );
  expect(() => network.loadStateDict(any({ a: 1 }))).toThrow('is no Map but object');
  await pending;
  network.dispose();
});
