import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StateDict, saveSafetensors, writeSafetensors } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from './load';
import { RRDBNet } from './networks/rrdbnet';
import { SRVGGNetCompact } from './networks/srvgg-net-compact';
import { findReleasedModel, RELEASED_MODELS } from './released-models';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const stateOf = async (network: RRDBNet | SRVGGNetCompact): Promise<StateDict> => {
  const state = await network.stateDict();
  network.dispose();
  return state;
};

const renamed = (state: StateDict, rename: (name: string) => string): StateDict =>
  new Map([...state].map(([name, value]) => [rename(name), { ...value, name: rename(name) }]));

describe('loadModel', () => {
  it('fills the network that it recognises, from a path, bytes or a Blob, and frees it', async () => {
    const state = await stateOf(new RRDBNet({ numFeat: 8, numBlock: 2, numGrowCh: 4, scale: 2 }));
    const folder = await mkdtemp(join(tmpdir(), 'srkit-models-'));
    const path = join(folder, 'mine.safetensors');
    await saveSafetensors(path, state);
    const bytes = writeSafetensors(state);
    const before = tf.memory().numTensors;
    for (const source of [path, bytes, new Blob([bytes as Uint8Array<ArrayBuffer>])]) {
      const model = await loadModel(source);
      expect(model.architecture).toMatchObject({ name: 'RRDBNet', config: { numBlock: 2, scale: 2 } });
      expect(model.network.scale).toBe(2);
      const loaded = await model.network.stateDict();
      for (const [name, { data }] of state) expect(loaded.get(name)!.data).toEqual(data);
      model.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }
    expect((await loadModel(path)).name).toBe('mine.safetensors');
    await rm(folder, { recursive: true });
  });

  it('loads the two older ESRGAN layouts into the same network', async () => {
    const state = await stateOf(new RRDBNet({ numFeat: 4, numBlock: 2, numGrowCh: 2 }, { seed: 5 }));
    const old: Record<string, string> = {
      conv_first: '0',
      conv_up1: '3',
      conv_up2: '6',
      conv_hr: '8',
      conv_last: '10',
    };
    const layouts = [
      renamed(state, (name) =>
        name
          .replace(/^body\.(\d+)\.rdb(\d)\.(conv\d)/, 'model.1.sub.$1.RDB$2.$3.0')
          .replace(/^conv_body\./, 'model.1.sub.2.')
          .replace(/^(conv_\w+)\./, (_, conv: string) => `model.${old[conv]}.`),
      ),
      renamed(state, (name) =>
        name
          .replace(/^body\.(\d+)\.rdb(\d)/, 'RRDB_trunk.$1.RDB$2')
          .replace('conv_body', 'trunk_conv')
          .replace('conv_up', 'upconv')
          .replace('conv_hr', 'HRconv'),
      ),
    ];
    for (const layout of layouts) {
      const model = await loadModel(layout);
      const loaded = await model.network.stateDict();
      for (const [name, { data }] of state) expect(loaded.get(name)!.data).toEqual(data);
      model.dispose();
    }
  });

  it('takes the activation from the caller where the file cannot tell', async () => {
    const state = await stateOf(new SRVGGNetCompact({ numFeat: 4, numConv: 1, actType: 'leakyrelu' }));
    const model = await loadModel(state, { actType: 'leakyrelu' });
    expect(model.architecture).toMatchObject({ config: { actType: 'leakyrelu' } });
    model.dispose();
  });

  it('refuses another scale, an incomplete network and an unknown one, leaving nothing behind', async () => {
    const state = await stateOf(new RRDBNet({ numFeat: 4, numBlock: 1, numGrowCh: 2 }));
    const before = tf.memory().numTensors;
    await expect(loadModel(state, { scale: 2 })).rejects.toThrow(
      /holds an x4 network, scale 2 was asked for/,
    );
    state.delete('body.0.rdb3.conv5.bias');
    await expect(loadModel(state)).rejects.toThrow(/missing: body\.0\.rdb3\.conv5\.bias/);
    const unknown: StateDict = new Map([
      ['w', { name: 'w', dtype: 'F32', shape: [1], data: new Float32Array(1) }],
    ]);
    await expect(loadModel(writeSafetensors(unknown))).rejects.toThrow(CheckpointError);
    const folder = await mkdtemp(join(tmpdir(), 'srkit-models-'));
    await saveSafetensors(join(folder, 'short.safetensors'), state);
    await expect(loadModel(join(folder, 'short.safetensors'))).rejects.toThrow(
      /^short\.safetensors: .*missing: body\.0\.rdb3\.conv5\.bias/,
    );
    await writeFile(join(folder, 'empty.pth'), '');
    await expect(loadModel(join(folder, 'empty.pth'))).rejects.toThrow(CheckpointError);
    await expect(loadModel(join(folder, 'none.pth'))).rejects.toThrow(/none\.pth/);
    await rm(folder, { recursive: true });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the table of released checkpoints', () => {
  it('has unique names that equal their files, and configs that build the stated scale', () => {
    expect(new Set(RELEASED_MODELS.map(({ name }) => name)).size).toBe(RELEASED_MODELS.length);
    for (const { name, url, architecture, config, scale, denoisePartner, sha256 } of RELEASED_MODELS) {
      expect(url).toMatch(
        new RegExp(`^https://github\\.com/xinntao/Real-ESRGAN/releases/download/v[\\d.]+/${name}\\.pth$`),
      );
      if (architecture === 'RRDBNet') {
        expect(new RRDBNet({ ...config, scale: scale as 4 }, { deferred: true }).scale).toBe(scale);
      }
      if (architecture === 'SRVGGNetCompact') {
        expect(new SRVGGNetCompact({ ...config, upscale: scale }, { deferred: true }).scale).toBe(scale);
      }
      if (denoisePartner) expect(findReleasedModel(denoisePartner)).toBeDefined();
      if (sha256) expect(/^[0-9a-f]{64}$/.test(sha256) || name.endsWith(sha256)).toBe(true);
    }
    expect(findReleasedModel('RealESRGAN_x4plus.pth')).toMatchObject({ scale: 4 });
    expect(findReleasedModel('nothing')).toBeUndefined();
  });
});
