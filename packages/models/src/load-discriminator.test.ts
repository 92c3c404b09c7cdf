import '@tensorflow/tfjs-backend-cpu';
import { writeSafetensors } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ImageDiscriminator } from './discriminators/image-discriminator';
import { UNetDiscriminatorSN } from './discriminators/unet-discriminator-sn';
import { discriminatorFromStateDict, loadDiscriminator } from './load-discriminator';
import { loadModel, modelFromStateDict } from './load-model';
import { SRVGGNetCompact } from './networks/srvgg-net-compact';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const unetState = async () => {
  const network = new UNetDiscriminatorSN({ numFeat: 2 }, { seed: 4 });
  const state = await network.stateDict();
  network.dispose();
  return state;
};

describe('loadDiscriminator', () => {
  it('fills the discriminator that it recognises, in training mode, and frees it', async () => {
    const state = await unetState();
    const before = tf.memory().numTensors;
    const loaded = await loadDiscriminator(writeSafetensors(state), { name: 'mine', skipConnection: false });
    expect(loaded).toMatchObject({
      name: 'mine',
      architecture: { name: 'UNetDiscriminatorSN', config: { numFeat: 2, skipConnection: false } },
    });
    expect(loaded.network.training).toBe(true);
    const back = await loaded.network.stateDict();
    for (const [name, { data }] of state) expect(back.get(name)!.data).toEqual(data);
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps counters whole through a file', async () => {
    const network = new ImageDiscriminator({ ndf: 1 });
    const x = tf.zeros([1, 48, 48, 3]) as tf.Tensor4D;
    tf.dispose([network.forward(x), x]);
    const loaded = await loadDiscriminator(writeSafetensors(await network.stateDict()));
    const counter = (await loaded.network.stateDict()).get('conv_block1.1.num_batches_tracked');
    expect(counter).toMatchObject({ dtype: 'I64', shape: [], data: BigInt64Array.of(1n) });
    network.dispose();
    loaded.dispose();
  });

  it('and loadModel each refuse what belongs to the other, and say so', async () => {
    const unet = await unetState();
    expect(() => modelFromStateDict(unet)).toThrow(CheckpointError);
    await expect(loadModel(writeSafetensors(unet), { name: 'D.pth' })).rejects.toThrow(
      'D.pth holds a discriminator (UNetDiscriminatorSN), which cannot upscale. Give the generator',
    );
    const generator = new SRVGGNetCompact({ numFeat: 2, numConv: 0 });
    const state = await generator.stateDict();
    generator.dispose();
    expect(() => discriminatorFromStateDict(state)).toThrow(/a generator \(SRVGGNetCompact\), expected/);
  });
});
