import type { Module } from '@srkit/nn';
import '@tensorflow/tfjs-backend-cpu';
import { type StateDict, writeSafetensors } from '@srkit/checkpoints';
import { CheckpointError, ConfigError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { NetworkName } from './create-network';
import { ImageDiscriminator } from './discriminators/image-discriminator';
import { UNetDiscriminatorSN } from './discriminators/unet-discriminator-sn';
import { loadModel, loadNetwork } from './load';
import { SRVGGNetCompact } from './networks/srvgg-net-compact';
import { ContrasExtractorSep, ContrasMultiExtractorSep } from './reference/contras-extractor';
import { MRAPARestorationNet } from './reference/mrapa-restoration-net';
import { ReferenceRestorationNet } from './reference/reference-restoration-net';
import { RestorationNet } from './reference/restoration-net';
import { VGGFeatureExtractor } from './vgg/vgg-feature-extractor';

/** One for all tests: the features of references alone make millions of weights. */
let restoration: StateDict;

beforeAll(async () => {
  await tf.setBackend('cpu');
  restoration = await stateOf(new RestorationNet(CONFIG, { seed: 2 }));
});

const CONFIG = { ngf: 2, nBlocks: 0, groups: 1 };

const stateOf = async (module: Module): Promise<StateDict> => {
  const state = await module.stateDict();
  module.dispose();
  return state;
};

const expectSame = async (module: Module, state: StateDict): Promise<void> => {
  const back = await module.stateDict();
  expect([...back.keys()]).toEqual([...state.keys()]);
  // Not toEqual, which takes seconds for a million values.
  const bytes = (given: StateDict, name: string) => {
    const { buffer, byteOffset, byteLength } = given.get(name)!.data;
    return Buffer.from(buffer, byteOffset, byteLength);
  };
  for (const name of state.keys()) expect(bytes(back, name).equals(bytes(state, name)), name).toBe(true);
};

describe('loadNetwork', () => {
  it('fills the network that it recognises, and frees it', async () => {
    const state = restoration;
    const before = tf.memory().numTensors;
    const loaded = await loadNetwork(writeSafetensors(state), { name: 'mine' });
    expect(loaded).toMatchObject({
      name: 'mine',
      key: null,
      architecture: { name: 'RestorationNet', config: CONFIG },
    });
    expect(loaded.network).toBeInstanceOf(ReferenceRestorationNet);
    await expectSame(loaded.network, state);
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes off a leading module., as data-parallel training puts it there', async () => {
    const state = await stateOf(new UNetDiscriminatorSN({ numFeat: 1 }));
    const wrapped: StateDict = new Map(
      [...state].map(([name, value]) => [`module.${name}`, { ...value, name: `module.${name}` }]),
    );
    const { network, dispose } = await loadNetwork(writeSafetensors(wrapped));
    await expectSame(network, state);
    dispose();
  });

  it('gives the type that is asked for, and takes what the file cannot tell', async () => {
    const state = await stateOf(new VGGFeatureExtractor({ layers: ['relu2_1'] }));
    const config = { layers: ['relu1_1', 'pool1'], rangeNorm: true };
    const vgg = await loadNetwork(writeSafetensors(state), { as: 'VGGFeatureExtractor', config });
    expectTypeOf(vgg.network).toEqualTypeOf<VGGFeatureExtractor>();
    expect(vgg.network.config).toMatchObject({ ...config, vggType: 'vgg19' });
    vgg.dispose();
    const discriminator = await stateOf(new UNetDiscriminatorSN({ numFeat: 1 }));
    const unet = await loadNetwork(discriminator, {
      as: 'UNetDiscriminatorSN',
      config: { skipConnection: false },
    });
    expect(unet.network.config).toEqual({ numInCh: 3, numFeat: 1, skipConnection: false });
    expect(unet.network.training).toBe(true);
    unet.dispose();
  });

  it('gives the extractor in either form', async () => {
    const state = await stateOf(new ContrasExtractorSep());
    const several = await loadNetwork(state, { as: 'ContrasMultiExtractorSep' });
    expect(several.network).toBeInstanceOf(ContrasMultiExtractorSep);
    expect(several.architecture.name).toBe('ContrasMultiExtractorSep');
    await expectSame(several.network, state);
    several.dispose();
    const pair = await loadNetwork(state);
    expect(pair.network).toBeInstanceOf(ContrasExtractorSep);
    pair.dispose();
  });

  it('refuses another network than the one that is wanted, and says which it is', async () => {
    const state = restoration;
    const file = writeSafetensors(state);
    const before = tf.memory().numTensors;
    const refused = async (attempt: Promise<unknown>, message: string) => {
      await expect(attempt).rejects.toThrow(CheckpointError);
      await expect(attempt).rejects.toThrow(message);
    };
    await refused(
      loadNetwork(file, { as: 'MRAPARestorationNet', name: 'c2.pth' }),
      'c2.pth holds RestorationNet, expected MRAPARestorationNet.',
    );
    await refused(
      loadModel(file, { name: 'c2.pth' }),
      'c2.pth holds RestorationNet, which cannot upscale a picture by itself. Give a network that does, or load it with loadNetwork.',
    );
    await expect(loadNetwork(file, { as: 'UNet' as NetworkName })).rejects.toThrow(ConfigError);
    await expect(loadNetwork(file, { config: { decode: 'official' } })).rejects.toThrow(
      /config is given without as/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('discriminators', () => {
  it('keep counters whole through a file', async () => {
    const network = new ImageDiscriminator({ ndf: 1 });
    const x = tf.zeros([1, 48, 48, 3]) as tf.Tensor4D;
    tf.dispose([network.forward(x), x]);
    const loaded = await loadNetwork(writeSafetensors(await network.stateDict()), {
      as: 'ImageDiscriminator',
    });
    expect(loaded.network.training).toBe(true);
    const counter = (await loaded.network.stateDict()).get('conv_block1.1.num_batches_tracked');
    expect(counter).toMatchObject({ dtype: 'I64', shape: [], data: BigInt64Array.of(1n) });
    network.dispose();
    loaded.dispose();
  });

  it('are refused where a picture is to be enlarged', async () => {
    const unet = await stateOf(new UNetDiscriminatorSN({ numFeat: 1 }));
    await expect(loadModel(unet, { name: 'D.pth' })).rejects.toThrow(
      'D.pth holds a discriminator (UNetDiscriminatorSN), which cannot upscale. Give the generator, or load it with loadNetwork',
    );
    const generator = await stateOf(new SRVGGNetCompact({ numFeat: 2, numConv: 0 }));
    await expect(loadNetwork(generator, { as: 'UNetDiscriminatorSN' })).rejects.toThrow(
      'state_dict holds SRVGGNetCompact, expected UNetDiscriminatorSN',
    );
  });
});

describe('loadStateDict of the wrong network', () => {
  it('names what is missing and unexpected, and the network that it is', async () => {
    const state = restoration;
    const official = new MRAPARestorationNet(CONFIG, { deferred: true });
    const load = () => official.loadStateDict(state);
    expect(load).toThrow(CheckpointError);
    expect(load).toThrow(/^MRAPARestorationNet: the state_dict does not fit\./);
    expect(load).toThrow(/missing .*dyn_agg_restore\.head_small\.conv_emb1\.0\.weight/);
    expect(load).toThrow(/unexpected .*dyn_agg_restore\.head_small\.0\.weight/);
    expect(load).toThrow(/is that of RestorationNet: load it with loadNetwork/);
    const wider = new RestorationNet({ ...CONFIG, ngf: 3 }, { deferred: true });
    expect(() => wider.loadStateDict(state)).toThrow(
      "misshapen (16): 'content_extractor.conv_first.weight' is 2x3x3x3, expected 3x3x3x3",
    );
    const generator = await stateOf(new SRVGGNetCompact({ numFeat: 2, numConv: 0 }));
    expect(() => new ContrasExtractorSep({}, { deferred: true }).loadStateDict(generator)).toThrow(
      /is that of SRVGGNetCompact/,
    );
  });

  it("names the other form of MRefSR's fusion", async () => {
    const forms = ['official', 'paper'] as const;
    for (const fusion of forms) {
      const [mine, other] = [fusion, forms[1 - forms.indexOf(fusion)]!];
      const network = new MRAPARestorationNet({ ...CONFIG, fusion: mine }, { deferred: true });
      const shapes = new MRAPARestorationNet({ ...CONFIG, fusion: other }, { deferred: true });
      const state: StateDict = new Map(
        [...shapes.namedState()].map(([name, { shape }]) => [
          name,
          { name, dtype: 'F32', shape, data: new Float32Array(0) },
        ]),
      );
      expect(() => network.loadStateDict(state)).toThrow(`Use fusion: '${other}', or loadNetwork`);
    }
  });
});
