import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadStateDict, writeSafetensors } from '@srkit/checkpoints';
import { readColmap } from '@srkit/datasets/lmr';
import { PRESETS, parseBasicSR, parseOptions, parseRecipe, sample } from '@srkit/degradation';
import { decodeImage, encodeImage, type ImageFormat, probeImage, type Raster } from '@srkit/image';
import { type Layer, ncnnFiles, onnxFile } from '../../../packages/checkpoints/test-support/layer-files';
import { dict, tensor } from '../../../packages/checkpoints/test-support/pickle-builder';
import { floats, torchZip } from '../../../packages/checkpoints/test-support/torch-builder';
import { blobSource } from '../../../packages/datasets/src/stores/byte-source';
import { Lmdb } from '../../../packages/datasets/src/stores/lmdb';
import * as browserImage from '../../../packages/image/src/index.browser';

/** A reader of what strangers give, with the files that are damaged and the bounds that hold for each input. */
export interface Target {
  readonly name: string;
  /** Valid files. */
  readonly seeds: () => Promise<readonly Uint8Array[]>;
  /** Reads one input; throws what the reader throws. */
  readonly read: (input: Uint8Array) => Promise<unknown>;
  /** Processor time of one input, in milliseconds. */
  readonly milliseconds: number;
  /** Growth of the process's peak memory, in MiB, by one input. */
  readonly megabytes: number;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MAX_SEED_BYTES = 200_000;

/** Files below `folder` of those endings, small ones only. */
const files = (folder: string, ...endings: string[]): Uint8Array[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => join(ROOT, folder, name))
    .filter((path) => endings.includes(extname(path)) && statSync(path).size <= MAX_SEED_BYTES)
    .map((path) => new Uint8Array(readFileSync(path)))
    .filter((bytes) => bytes.length > 0);

const text = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const decoded = (input: Uint8Array): string => new TextDecoder().decode(input);

/** A document of JSON; undefined when it is none, which is not the reader's affair. */
const json = (input: Uint8Array): unknown => {
  try {
    return JSON.parse(decoded(input));
  } catch {
    return undefined;
  }
};

/** A file and its description in one input, divided by the description's length. */
const ncnnPair = (input: Uint8Array) => {
  const end = decoded(input.subarray(0, 4096)).lastIndexOf('\n\n') + 2;
  return { param: input.slice(0, end), bin: input.slice(end) };
};

const LAYERS: readonly Layer[] = [
  { conv: [4, 3], weight: new Float32Array(108).fill(0.5), bias: new Float32Array(4) },
  { prelu: new Float32Array(4).fill(0.25) },
  { conv: [12, 4], weight: new Float32Array(432).fill(0.125), bias: new Float32Array(12) },
];

const ncnnSeed = (halves?: (values: Float32Array) => Uint16Array): Uint8Array => {
  const { param, bin } = ncnnFiles(LAYERS, halves);
  return Buffer.concat([param, text('\n'), bin]);
};

/** A zip as tools leave it: stored or packed, with a comment, or with the 64-bit end record. */
const zips = (): Uint8Array[] => [
  torchZip(dict({ w: tensor() }), { 0: floats(6) }, { comment: text('a comment') }),
  torchZip(dict({ w: tensor() }), { 0: floats(6) }, { zip64: true }),
  torchZip(dict({ w: tensor() }), { 0: floats(6) }, {}, [
    { name: 'archive/data/1', data: new Uint8Array(5000), deflate: true },
  ]),
];

/** Every format as we write it, with metadata: an orientation and a place in EXIF, and XMP. */
const writtenPictures = async (): Promise<Uint8Array[]> => {
  const jpeg = readFileSync(join(ROOT, PICTURE_FOLDER, 'cases/exif6.jpg'));
  const { metadata } = await decodeImage(jpeg);
  const data = Uint8Array.from({ length: 48 * 40 * 3 }, (_, i) => (i * i) % 251);
  const raster: Raster = {
    width: 48,
    height: 40,
    channels: 3,
    data,
    density: 300,
    colour: { cicp: [9, 16, 0, 1] },
    metadata: {
      ...metadata,
      xmp: '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>',
      text: [{ keyword: 'Title', text: 'a' }],
    },
  };
  const formats: ImageFormat[] = ['png', 'jpeg', 'webp', 'tiff', 'avif'];
  return Promise.all(
    formats.map((format) => encodeImage(raster, { format, keepMetadata: true, keepGps: true })),
  );
};

/** A reconstruction of ten photos: each input is one of its files, behind its name and a newline. */
const SCENE = join(ROOT, 'tools/goldens/fixtures/refsr/lmr/scene');
const SCENE_FILES = ['cameras', 'images', 'points3D'];

const sceneFiles = (form: 'bin' | 'txt'): Uint8Array[] =>
  SCENE_FILES.map((name) =>
    Buffer.concat([
      text(`${name}.${form}\n`),
      readFileSync(join(SCENE, `sparse-${form}`, `${name}.${form}`)),
    ]),
  );

/** Reads the reconstruction with this file in place of its own. */
const readScene = async (input: Uint8Array): Promise<unknown> => {
  const end = input.indexOf(0x0a);
  const name = decoded(input.subarray(0, end));
  const [stem, form] = name.split('.');
  if (!SCENE_FILES.includes(stem!) || !(form === 'bin' || form === 'txt')) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'srkit-fuzz-'));
  try {
    cpSync(join(SCENE, `sparse-${form}`), folder, { recursive: true });
    writeFileSync(join(folder, name), input.subarray(end + 1));
    return await readColmap(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const PICTURES = ['.png', '.jpg', '.jpeg', '.webp', '.gif', '.tif', '.tiff', '.avif'];
const PICTURE_FOLDER = 'packages/image/fixtures';

const YAML = `model_type: RealESRGANModel
scale: 4
datasets:
  train:
    blur_kernel_size: 21
    kernel_list: ['iso', 'aniso', 'plateau_iso']
    kernel_prob: [0.5, 0.3, 0.2]
    blur_sigma: [0.2, !!float 3]
    gt_size: &size 256
resize_prob: [0.2, 0.7, 0.1]
resize_range: [0.15, 1.5]
gt_size: *size
`;

/** All targets. Readers of other formats are added here. */
export const TARGETS: readonly Target[] = [
  {
    name: 'checkpoints',
    seeds: async () => {
      const stored = files('packages/checkpoints/fixtures', '.pth', '.state', '.safetensors');
      const tensor = { name: 'w', dtype: 'F32', shape: [2, 3], data: new Float32Array(6) } as const;
      return [...stored, ...zips(), writeSafetensors([tensor], { metadata: { format: 'pt' } })];
    },
    read: (input) => loadStateDict(input),
    milliseconds: 5000,
    megabytes: 500,
  },
  {
    name: 'ncnn',
    seeds: async () => [ncnnSeed(), ncnnSeed((values) => new Uint16Array(values.length))],
    read: (input) => loadStateDict(ncnnPair(input)),
    milliseconds: 2000,
    megabytes: 200,
  },
  {
    name: 'onnx',
    seeds: async () => [onnxFile(LAYERS, (i, role) => `body.${i}.${role}`)],
    read: (input) => loadStateDict(input),
    milliseconds: 3000,
    megabytes: 200,
  },
  {
    name: 'pictures',
    seeds: async () => [...files(PICTURE_FOLDER, ...PICTURES), ...(await writtenPictures())],
    read: async (input) => {
      await probeImage(input);
      return decodeImage(input, { maxPixels: 2 ** 22 });
    },
    milliseconds: 8000,
    megabytes: 600,
  },
  {
    name: 'pictures-browser',
    seeds: async () => [...files(PICTURE_FOLDER, ...PICTURES), ...(await writtenPictures())],
    read: async (input) => {
      await browserImage.probeImage(input);
      return browserImage.decodeImage(input, { maxPixels: 2 ** 22 });
    },
    milliseconds: 3000,
    megabytes: 200,
  },
  {
    name: 'options',
    seeds: async () => [...Object.values(PRESETS).map(text), text('['.repeat(5000) + ']'.repeat(5000))],
    read: async (input) => parseOptions(json(input)),
    milliseconds: 2000,
    megabytes: 200,
  },
  {
    name: 'recipes',
    seeds: async () => [1, 2, 3].map((seed) => text(sample(PRESETS.x4plus, seed, [400, 400, 3]))),
    read: async (input) => parseRecipe(json(input)),
    milliseconds: 2000,
    megabytes: 200,
  },
  {
    name: 'option-files',
    seeds: async () => [text(YAML)],
    read: async (input) => parseBasicSR(decoded(input)),
    milliseconds: 3000,
    megabytes: 300,
  },
  {
    name: 'colmap',
    seeds: async () => [...sceneFiles('bin'), ...sceneFiles('txt')],
    read: readScene,
    milliseconds: 2000,
    megabytes: 200,
  },
  {
    name: 'lmdb',
    seeds: async () => files('packages/datasets/fixtures', '.mdb'),
    read: async (input) => {
      const database = await Lmdb.open(blobSource(new Blob([input as Uint8Array<ArrayBuffer>]), 'data.mdb'));
      for (const key of await database.keys()) await database.get(key, 2 ** 20);
    },
    milliseconds: 3000,
    megabytes: 200,
  },
];
