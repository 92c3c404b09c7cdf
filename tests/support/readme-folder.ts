import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type StateDict, writeSafetensors } from '@srkit/checkpoints';
import {
  ContrasExtractorSep,
  MRAPARestorationNet,
  RELEASED_MODELS,
  SRVGGNetCompact,
  VGGFeatureExtractor,
} from '@srkit/models';
import sharp from 'sharp';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Networks with made-up weights under the names of files that cannot be handed out. Their format is told by content. */
const STAND_INS = {
  'mrefsr_gan.pth': () => new MRAPARestorationNet({ ngf: 16, nBlocks: 1 }),
  'feature_extraction.pth': () => new ContrasExtractorSep(),
  'vgg19-dcbb9e9d.pth': () => new VGGFeatureExtractor({ layers: ['relu5_1'] }),
  'realesr-general-x4v3.pth': () => new SRVGGNetCompact({ numFeat: 8, numConv: 2, upscale: 4 }),
  'realesr-general-wdn-x4v3.pth': () =>
    new SRVGGNetCompact({ numFeat: 8, numConv: 2, upscale: 4 }, { seed: 2 }),
} as const;

/** The same, given by the shapes of their tensors. */
const STAND_IN_SHAPES: Readonly<Record<string, Readonly<Record<string, number[]>>>> = {
  'alexnet-owt-7be5be79.pth': {
    'features.0': [64, 3, 11, 11],
    'features.3': [192, 64, 5, 5],
    'features.6': [384, 192, 3, 3],
    'features.8': [256, 384, 3, 3],
    'features.10': [256, 256, 3, 3],
  },
  'lpips_v0.1_alex.pth': Object.fromEntries(
    [64, 192, 384, 256, 256].map((channels, i) => [`lin${i}.model.1`, [1, channels, 1, 1]]),
  ),
};

const filled = (shapes: Readonly<Record<string, number[]>>): StateDict => {
  const size = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
  const tensors = Object.entries(shapes).flatMap(([layer, shape]) => [
    [`${layer}.weight`, shape] as const,
    [`${layer}.bias`, shape.slice(0, 1)] as const,
  ]);
  return new Map(
    tensors
      // The heads have no bias.
      .filter(([name]) => !/^lin.*bias$/.test(name))
      .map(([name, shape]) => {
        const data = Float32Array.from(
          { length: size(shape) },
          (_, i) => Math.sin(i) / Math.sqrt(size(shape)),
        );
        return [
          name,
          { name, dtype: 'F32', shape: [...shape], data: name.startsWith('lin') ? data.map(Math.abs) : data },
        ];
      }),
  );
};

/** Pictures, the sample in other sizes. */
const PICTURES = {
  'holiday.jpg': [48, 40],
  'photo.jpg': [128, 120],
  'texture.png': [32, 32],
  'icon.png': [32, 32],
  'in.png': [32, 24],
  'small.jpg': [12, 10],
  'sharp-1.jpg': [48, 40],
  'sharp-2.jpg': [40, 32],
  'result.png': [256, 224],
  'truth.png': [256, 224],
  'scans/page.png': [40, 32],
  'photos/harbour.jpg': [280, 264],
  'data/Set5/harbour_HR.png': [64, 64],
  'data/Set5/harbour_LR.png': [16, 16],
} as const;

const stateOf = async (network: { stateDict(): Promise<StateDict>; dispose(): void }): Promise<StateDict> => {
  const state = await network.stateDict();
  network.dispose();
  return state;
};

/** Fills a folder with every file that a README names: small pictures, and small networks under the files' names. */
export const fillReadmeFolder = async (folder: string): Promise<void> => {
  for (const name of ['scans', 'photos', 'data/Set5']) await mkdir(join(folder, name), { recursive: true });
  for (const [name, [width, height]] of Object.entries(PICTURES)) {
    await sharp(root('samples/harbour.png')).resize(width, height).toFile(join(folder, name));
  }
  await copyFile(root('tests/fixtures/rrdbnet_x4.pth'), join(folder, 'RealESRGAN_x4plus.pth'));
  for (const [name, make] of Object.entries(STAND_INS)) {
    await writeFile(join(folder, name), writeSafetensors(await stateOf(make())));
  }
  for (const [name, shapes] of Object.entries(STAND_IN_SHAPES)) {
    await writeFile(join(folder, name), writeSafetensors(filled(shapes)));
  }
  await writeFile(join(folder, 'train_realesrgan_x4plus.yml'), 'model_type: RealESRGANModel\nscale: 4\n');
  // A mirror of the released files, for what downloads.
  for (const { url } of RELEASED_MODELS) {
    const path = join(folder, 'mirror', url.split('/releases/download/')[1] ?? '');
    const name = path.split('/').at(-1)!;
    if (!(name in STAND_INS)) continue;
    await mkdir(join(path, '..'), { recursive: true });
    await copyFile(join(folder, name), path);
  }
};
