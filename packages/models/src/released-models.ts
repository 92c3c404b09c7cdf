import type { Architecture } from './detect/detect-architecture';

/** A checkpoint published by the Real-ESRGAN project. */
export interface ReleasedModel {
  /** Name used with `--model`: the file's name without `.pth`. */
  readonly name: string;
  readonly url: string;
  readonly architecture: Architecture['name'];
  /** Widths and depths in the paper's names. */
  readonly config: Readonly<Record<string, number | string | boolean>>;
  readonly scale: number;
  /** Dictionary of the file that the official code reads first. */
  readonly key: 'params_ema' | 'params';
  /**
   * The file's SHA-256 where independent projects that check their downloads agree on it, or its first digits where the
   * publisher put them into the file's name.
   */
  readonly sha256?: string;
  /** The checkpoint to interpolate with for the denoise strength. */
  readonly denoisePartner?: string;
  readonly description: string;
}

const BASE = 'https://github.com/xinntao/Real-ESRGAN/releases/download/';
const RRDB_23 = { numFeat: 64, numBlock: 23, numGrowCh: 32 };
const UNET = { numFeat: 64, skipConnection: true };

/** The checkpoints that Real-ESRGAN's documentation names. The files are the publisher's; none is shipped here. */
export const RELEASED_MODELS: readonly ReleasedModel[] = [
  {
    name: 'RealESRGAN_x4plus',
    url: `${BASE}v0.1.0/RealESRGAN_x4plus.pth`,
    architecture: 'RRDBNet',
    config: RRDB_23,
    scale: 4,
    key: 'params_ema',
    sha256: '4fa0d38905f75ac06eb49a7951b426670021be3018265fd191d2125df9d682f1',
    description: 'Photos, x4, trained with the GAN loss',
  },
  {
    name: 'RealESRNet_x4plus',
    url: `${BASE}v0.1.1/RealESRNet_x4plus.pth`,
    architecture: 'RRDBNet',
    config: RRDB_23,
    scale: 4,
    key: 'params_ema',
    sha256: 'a820b9bde89a874d7599d545567308ce6c128fc8754a53208eda016d40aa81df',
    description: 'Photos, x4, trained with L1 only: smoother, more faithful',
  },
  {
    name: 'ESRGAN_SRx4_DF2KOST_official-ff704c30',
    url: `${BASE}v0.1.1/ESRGAN_SRx4_DF2KOST_official-ff704c30.pth`,
    architecture: 'RRDBNet',
    config: RRDB_23,
    scale: 4,
    key: 'params_ema',
    sha256: 'ff704c30',
    description: 'ESRGAN for bicubic downsampling, x4; where the training of RealESRNet starts',
  },
  {
    name: 'RealESRGAN_x2plus',
    url: `${BASE}v0.2.1/RealESRGAN_x2plus.pth`,
    architecture: 'RRDBNet',
    config: RRDB_23,
    scale: 2,
    key: 'params_ema',
    sha256: '49fafd45f8fd7aa8d31ab2a22d14d91b536c34494a5cfe31eb5d89c2fa266abb',
    description: 'Photos, x2, trained with the GAN loss',
  },
  {
    name: 'RealESRGAN_x4plus_anime_6B',
    url: `${BASE}v0.2.2.4/RealESRGAN_x4plus_anime_6B.pth`,
    architecture: 'RRDBNet',
    config: { ...RRDB_23, numBlock: 6 },
    scale: 4,
    key: 'params_ema',
    sha256: 'f872d837d3c90ed2e05227bed711af5671a6fd1c9f7d7e91c911a61f155e99da',
    description: 'Drawings, x4, 6 blocks',
  },
  {
    name: 'realesr-animevideov3',
    url: `${BASE}v0.2.5.0/realesr-animevideov3.pth`,
    architecture: 'SRVGGNetCompact',
    config: { numFeat: 64, numConv: 16, actType: 'prelu' },
    scale: 4,
    key: 'params_ema',
    sha256: 'b8a8376811077954d82ca3fcf476f1ac3da3e8a68a4f4d71363008000a18b75d',
    description: 'Animation video, x4, compact',
  },
  {
    name: 'realesr-general-x4v3',
    url: `${BASE}v0.2.5.0/realesr-general-x4v3.pth`,
    architecture: 'SRVGGNetCompact',
    config: { numFeat: 64, numConv: 32, actType: 'prelu' },
    scale: 4,
    key: 'params',
    denoisePartner: 'realesr-general-wdn-x4v3',
    sha256: '8dc7edb9ac80ccdc30c3a5dca6616509367f05fbc184ad95b731f05bece96292',
    description: 'General pictures, x4, compact; denoise strength by interpolation with its wdn partner',
  },
  {
    name: 'realesr-general-wdn-x4v3',
    url: `${BASE}v0.2.5.0/realesr-general-wdn-x4v3.pth`,
    architecture: 'SRVGGNetCompact',
    config: { numFeat: 64, numConv: 32, actType: 'prelu' },
    scale: 4,
    key: 'params',
    sha256: '1641f8c4464b9f097c9fdda5589273713f67cf59f3d909e0bd688f0cee269dca',
    description: 'As realesr-general-x4v3, with weak denoising',
  },
  {
    name: 'RealESRGAN_x4plus_netD',
    url: `${BASE}v0.2.2.3/RealESRGAN_x4plus_netD.pth`,
    architecture: 'UNetDiscriminatorSN',
    config: UNET,
    scale: 1,
    key: 'params',
    description: 'Discriminator of RealESRGAN_x4plus, for fine-tuning',
  },
  {
    name: 'RealESRGAN_x2plus_netD',
    url: `${BASE}v0.2.2.3/RealESRGAN_x2plus_netD.pth`,
    architecture: 'UNetDiscriminatorSN',
    config: UNET,
    scale: 1,
    key: 'params',
    description: 'Discriminator of RealESRGAN_x2plus, for fine-tuning',
  },
  {
    name: 'RealESRGAN_x4plus_anime_6B_netD',
    url: `${BASE}v0.2.2.4/RealESRGAN_x4plus_anime_6B_netD.pth`,
    architecture: 'UNetDiscriminatorSN',
    config: UNET,
    scale: 1,
    key: 'params',
    description: 'Discriminator of RealESRGAN_x4plus_anime_6B, for fine-tuning',
  },
];

/** What the ncnn programs call the released networks, where it is another word and not only another spelling. */
const NCNN_NAMES: Readonly<Record<string, string>> = {
  'realesrgan-x4plus-anime': 'realesrgan-x4plus-anime-6b',
  'realesr-animevideov3-x2': 'realesr-animevideov3',
  'realesr-animevideov3-x3': 'realesr-animevideov3',
  'realesr-animevideov3-x4': 'realesr-animevideov3',
};

const spelling = (name: string): string => {
  const plain = name
    .replace(/\.(pth|param|bin)$/i, '')
    .toLowerCase()
    .replaceAll('_', '-');
  return Object.hasOwn(NCNN_NAMES, plain) ? NCNN_NAMES[plain]! : plain;
};

/**
 * The released checkpoint of that name, if there is one: with or without `.pth`, in any case, with `-` for `_`, or as
 * the ncnn programs call it (`realesrgan-x4plus-anime`).
 */
export const findReleasedModel = (name: string): ReleasedModel | undefined => {
  const wanted = spelling(name);
  return RELEASED_MODELS.find((model) => spelling(model.name) === wanted);
};
