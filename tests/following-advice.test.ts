import '@srkit/backend-wasm';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NamedTensor, openCheckpoint, saveSafetensors, writeSafetensors } from '@srkit/checkpoints';
import { SrkitError } from '@srkit/core';
import { type DegradationOptions, PairPool, PRESETS, sample } from '@srkit/degradation';
import { decodeImage, encodeImage, type Raster, writeImage } from '@srkit/image';
import {
  loadModel,
  loadNetwork,
  RRDBNet,
  SRVGGNetCompact,
  UNetDiscriminatorSN,
  VGGFeatureExtractor,
} from '@srkit/models';
import { BatchNorm2d, type Module } from '@srkit/nn';
import { Upscaler } from '@srkit/upscale';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Each message of this table is provoked, and then its advice is followed, word for word.

const folder = mkdtempSync(join(tmpdir(), 'srkit-advice-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  await tf.setBackend('srkit-wasm');
});

const at = (name: string): string => join(folder, name);
const raster = (channels: 1 | 2 | 3 | 4, side = 24): Raster => ({
  width: side,
  height: side,
  channels,
  data: Uint8Array.from({ length: side * side * channels }, (_, i) => (i * 7) % 251),
});
const tensor = (name: string, value = 0): NamedTensor => ({
  name,
  dtype: 'F32',
  shape: [2],
  data: Float32Array.of(value, value),
});
const stateOf = (network: Module) => network.stateDict();
const compact = () => new SRVGGNetCompact({ numFeat: 4, numConv: 1 });
const modelOf = async (network: Module) => loadModel(await network.stateDict());
const damagedJpeg = fileURLToPath(
  new URL('../packages/image/fixtures/cases/jpeg-cut-eoi.jpg', import.meta.url),
);

interface Row {
  readonly code: string;
  readonly says: RegExp;
  /** Does what is wrong. */
  readonly provoke: () => unknown;
  /** Does what the message says instead. */
  readonly follow: (error: SrkitError) => unknown;
}

const ROWS: Readonly<Record<string, Row>> = {
  'a checkpoint that exists': {
    code: 'E_CHECKPOINT_EXISTS',
    says: /\{ overwrite: true \}/,
    provoke: async () => {
      writeFileSync(at('net.safetensors'), 'mine');
      await saveSafetensors(at('net.safetensors'), [tensor('w')]);
    },
    follow: () => saveSafetensors(at('net.safetensors'), [tensor('w')], { overwrite: true }),
  },
  'a picture that exists': {
    code: 'E_IMAGE_EXISTS',
    says: /\{ overwrite: true \}/,
    provoke: async () => {
      writeFileSync(at('a.png'), 'mine');
      await writeImage(at('a.png'), raster(3), { format: 'png' });
    },
    follow: () => writeImage(at('a.png'), raster(3), { format: 'png', overwrite: true }),
  },
  'transparency in JPEG': {
    code: 'E_IMAGE_ALPHA',
    says: /\{ background: 'white' \}/,
    provoke: () => encodeImage(raster(4), { format: 'jpeg' }),
    follow: () => encodeImage(raster(4), { format: 'jpeg', background: 'white' }),
  },
  'JPEG without loss': {
    code: 'E_CONFIG_LOSSLESS',
    says: /Write PNG, TIFF, WebP or AVIF, or leave lossless away/,
    provoke: () => encodeImage(raster(3), { format: 'jpeg', lossless: true }),
    follow: async () => {
      await encodeImage(raster(3), { format: 'jpeg' });
      for (const format of ['png', 'tiff', 'webp', 'avif'] as const) {
        await encodeImage(raster(3), { format, lossless: true });
      }
    },
  },
  'a side that WebP does not hold': {
    code: 'E_IMAGE_FORMAT_LIMIT',
    says: /Write PNG or TIFF/,
    provoke: () =>
      encodeImage({ ...raster(1, 1), width: 16384, data: new Uint8Array(16384) }, { format: 'webp' }),
    follow: async () => {
      for (const format of ['png', 'tiff'] as const) {
        await encodeImage({ ...raster(1, 1), width: 16384, data: new Uint8Array(16384) }, { format });
      }
    },
  },
  'a damaged picture': {
    code: 'E_IMAGE_DAMAGED',
    says: /\{ tolerant: true \}/,
    provoke: () => decodeImage(damagedJpeg),
    follow: () => decodeImage(damagedJpeg, { tolerant: true }),
  },
  'a picture that is too large': {
    code: 'E_IMAGE_TOO_LARGE',
    says: /Raise maxPixels/,
    provoke: () => decodeImage(damagedJpeg, { maxPixels: 100, tolerant: true }),
    follow: () => decodeImage(damagedJpeg, { maxPixels: 2 ** 20, tolerant: true }),
  },
  'an option that there is not': {
    code: 'E_CONFIG_UNKNOWN',
    says: /did you mean num\w+|numBlock/,
    provoke: () => new RRDBNet({ num_block: 2 } as object),
    follow: () => new RRDBNet({ numBlock: 2, numFeat: 4, numGrowCh: 4 }).dispose(),
  },
  'a path in place of a picture': {
    code: 'E_SHAPE_PICTURE',
    says: /decodeImage of @srkit\/image/,
    provoke: async () => new Upscaler(await modelOf(compact())).upscale('a.png' as unknown as Raster),
    follow: async () =>
      new Upscaler(await modelOf(compact())).upscale(await decodeImage(damagedJpeg, { tolerant: true })),
  },
  'a promise in place of a picture': {
    code: 'E_SHAPE_PICTURE',
    says: /a promise.*await it/,
    provoke: async () =>
      new Upscaler(await modelOf(compact())).upscale(Promise.resolve(raster(3)) as unknown as Raster),
    follow: async () => new Upscaler(await modelOf(compact())).upscale(await Promise.resolve(raster(3))),
  },
  'exact tiles with too narrow a halo': {
    code: 'E_CONFIG_HALO',
    says: /Leave tilePad out, or use mode 'fast'/,
    provoke: async () => new Upscaler(await modelOf(compact()), { tile: 16, tilePad: 1 }),
    follow: async () => {
      const model = await modelOf(compact());
      await new Upscaler(model, { tile: 16 }).upscale(raster(3));
      await new Upscaler(model, { tile: 16, tilePad: 1, mode: 'fast' }).upscale(raster(3));
    },
  },
  'padding with a border that pads': {
    code: 'E_CONFIG_BORDER',
    says: /Leave prePad out, or use border 'zero'/,
    provoke: async () => new Upscaler(await modelOf(compact()), { prePad: 4, border: 'wrap' }),
    follow: async () => {
      const model = await modelOf(compact());
      await new Upscaler(model, { border: 'wrap' }).upscale(raster(3));
      await new Upscaler(model, { prePad: 4, border: 'zero' }).upscale(raster(3));
    },
  },
  'a network that was freed': {
    code: 'E_CONFIG_DISPOSED',
    says: /reset\(\) starts this one from its initial values/,
    provoke: () => {
      const network = compact();
      network.dispose();
      network.forward(tf.zeros([1, 2, 2, 3]));
    },
    follow: () => {
      const network = compact();
      network.dispose();
      network.reset();
      network.forward(tf.zeros([1, 2, 2, 3]));
    },
  },
  'the state_dict of another scale': {
    code: 'E_CHECKPOINT_SHAPE',
    says: /Use scale: 2, or leave scale out/,
    provoke: async () => {
      const other = new RRDBNet({ numFeat: 4, numBlock: 1, numGrowCh: 4, scale: 2 });
      new RRDBNet({ numFeat: 4, numBlock: 1, numGrowCh: 4 }).loadStateDict(await stateOf(other));
    },
    follow: async () => {
      const other = new RRDBNet({ numFeat: 4, numBlock: 1, numGrowCh: 4, scale: 2 });
      new RRDBNet({ numFeat: 4, numBlock: 1, numGrowCh: 4, scale: 2 }).loadStateDict(await stateOf(other));
      await loadModel(await stateOf(other));
    },
  },
  'a model of another scale': {
    code: 'E_CHECKPOINT_SCALE',
    says: /Leave scale out/,
    provoke: async () => loadModel(await stateOf(compact()), { scale: 2 }),
    follow: async () => loadModel(await stateOf(compact())),
  },
  'a discriminator as a model': {
    code: 'E_CHECKPOINT_ARCHITECTURE',
    says: /load it with loadNetwork/,
    provoke: async () => loadModel(await stateOf(new UNetDiscriminatorSN({ numFeat: 4 }))),
    follow: async () => loadNetwork(await stateOf(new UNetDiscriminatorSN({ numFeat: 4 }))),
  },
  'a network that the file does not hold': {
    code: 'E_CHECKPOINT_ARCHITECTURE',
    says: /leave `as` out/,
    provoke: async () => loadNetwork(await stateOf(compact()), { as: 'RRDBNet' }),
    follow: async () => loadNetwork(await stateOf(compact())),
  },
  'a number that half precision does not hold': {
    code: 'E_CHECKPOINT_WRITE',
    says: /Write it as a wider type/,
    provoke: () => writeSafetensors([tensor('w', 1e6)], { dtype: 'F16' }),
    follow: () => writeSafetensors([tensor('w', 1e6)], { dtype: 'F32' }),
  },
  'a key that a flat file does not have': {
    code: 'E_CHECKPOINT_KEY',
    says: /leave the key out/,
    provoke: () => openCheckpoint(writeSafetensors([tensor('w')]), { key: 'params' }),
    follow: () => openCheckpoint(writeSafetensors([tensor('w')])),
  },
  'a checkpoint that was closed': {
    code: 'E_CHECKPOINT_CLOSED',
    says: /Open it again/,
    provoke: async () => {
      const checkpoint = await openCheckpoint(writeSafetensors([tensor('w')]));
      await checkpoint.close();
      await checkpoint.read('w');
    },
    follow: async () => (await openCheckpoint(writeSafetensors([tensor('w')]))).read('w'),
  },
  'a picture that is too small to degrade': {
    code: 'E_SHAPE_TOO_SMALL',
    says: /both sides must be at least \d+/,
    provoke: () => sample({ ...PRESETS.x4plus, gtSize: null } as DegradationOptions, 1, [8, 8, 3]),
    follow: ({ message }) => {
      const least = Number(/at least (\d+)/.exec(message)![1]);
      sample({ ...PRESETS.x4plus, gtSize: null } as DegradationOptions, 1, [least, least, 3]);
    },
  },
  'a pool that is no multiple of the batch': {
    code: 'E_CONFIG_QUEUE_SIZE',
    says: /no multiple of the batch of 2\. Change one of them/,
    provoke: () => new PairPool({ queueSize: 3, seed: 1 }).exchange(pair(2)),
    follow: () => {
      new PairPool({ queueSize: 4, seed: 1 }).exchange(pair(2));
      new PairPool({ queueSize: 3, seed: 1 }).exchange(pair(3));
    },
  },
  'features of a picture that is too small': {
    code: 'E_SHAPE_SIDE',
    says: /expected (\d+) or more.*enlarge it or ask for shallower layers/,
    provoke: () => new VGGFeatureExtractor({ layers: ['relu3_1'] }).forward(tf.zeros([1, 2, 2, 3])),
    follow: ({ message }) => {
      const least = Number(/expected (\d+)/.exec(message)![1]);
      new VGGFeatureExtractor({ layers: ['relu3_1'] }).forward(tf.zeros([1, least, least, 3]));
      new VGGFeatureExtractor({ layers: ['relu1_1'] }).forward(tf.zeros([1, 2, 2, 3]));
    },
  },
  'a batch norm of one value': {
    code: 'E_SHAPE_BATCH',
    says: /train on larger pictures or batches, or call eval\(\)/,
    provoke: () => new BatchNorm2d(3).forward(tf.zeros([1, 1, 1, 3])),
    follow: () => {
      new BatchNorm2d(3).forward(tf.zeros([2, 2, 2, 3]));
      const norm = new BatchNorm2d(3);
      norm.eval();
      norm.forward(tf.zeros([1, 1, 1, 3]));
    },
  },
};

const pair = (count: number) => ({
  lq: tf.zeros<tf.Rank.R4>([count, 4, 4, 3]),
  gt: tf.zeros<tf.Rank.R4>([count, 16, 16, 3]),
});

describe('advice that is followed works', () => {
  it.each(Object.entries(ROWS))('%s', async (_, { code, says, provoke, follow }) => {
    const error = await (async () => provoke())().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(SrkitError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(says) });
    await follow(error as SrkitError);
  });
});
