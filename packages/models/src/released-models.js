const BASE = 'https://github.com/xinntao/Real-ESRGAN/releases/download/';
const RRDB_23 = { numFeat: 64, numBlock: 23, numGrowCh: 32 };
const UNET = { numFeat: 64, skipConnection: true };
/** The checkpoints that Real-ESRGAN's documentation names. The files are the publisher's; none is shipped here. */
export const RELEASED_MODELS = [
    {
        name: 'RealESRGAN_x4plus',
        url: `${BASE}v0.1.0/RealESRGAN_x4plus.pth`,
        architecture: 'RRDBNet',
        config: RRDB_23,
        scale: 4,
        key: 'params_ema',
        description: 'Photos, x4, trained with the GAN loss',
    },
    {
        name: 'RealESRNet_x4plus',
        url: `${BASE}v0.1.1/RealESRNet_x4plus.pth`,
        architecture: 'RRDBNet',
        config: RRDB_23,
        scale: 4,
        key: 'params_ema',
        description: 'Photos, x4, trained with L1 only: smoother, more faithful',
    },
    {
        name: 'ESRGAN_SRx4_DF2KOST_official-ff704c30',
        url: `${BASE}v0.1.1/ESRGAN_SRx4_DF2KOST_official-ff704c30.pth`,
        architecture: 'RRDBNet',
        config: RRDB_23,
        scale: 4,
        key: 'params_ema',
        sha256Prefix: 'ff704c30',
        description: 'ESRGAN for bicubic downsampling, x4; where the training of RealESRNet starts',
    },
    {
        name: 'RealESRGAN_x2plus',
        url: `${BASE}v0.2.1/RealESRGAN_x2plus.pth`,
        architecture: 'RRDBNet',
        config: RRDB_23,
        scale: 2,
        key: 'params_ema',
        description: 'Photos, x2, trained with the GAN loss',
    },
    {
        name: 'RealESRGAN_x4plus_anime_6B',
        url: `${BASE}v0.2.2.4/RealESRGAN_x4plus_anime_6B.pth`,
        architecture: 'RRDBNet',
        config: { ...RRDB_23, numBlock: 6 },
        scale: 4,
        key: 'params_ema',
        description: 'Drawings, x4, 6 blocks',
    },
    {
        name: 'realesr-animevideov3',
        url: `${BASE}v0.2.5.0/realesr-animevideov3.pth`,
        architecture: 'SRVGGNetCompact',
        config: { numFeat: 64, numConv: 16, actType: 'prelu' },
        scale: 4,
        key: 'params_ema',
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
        description: 'General pictures, x4, compact; denoise strength by interpolation with its wdn partner',
    },
    {
        name: 'realesr-general-wdn-x4v3',
        url: `${BASE}v0.2.5.0/realesr-general-wdn-x4v3.pth`,
        architecture: 'SRVGGNetCompact',
        config: { numFeat: 64, numConv: 32, actType: 'prelu' },
        scale: 4,
        key: 'params',
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
const NCNN_NAMES = {
    'realesrgan-x4plus-anime': 'realesrgan-x4plus-anime-6b',
    'realesr-animevideov3-x2': 'realesr-animevideov3',
    'realesr-animevideov3-x3': 'realesr-animevideov3',
    'realesr-animevideov3-x4': 'realesr-animevideov3',
};
const spelling = (name) => {
    const plain = name
        .replace(/\.(pth|param|bin)$/i, '')
        .toLowerCase()
        .replaceAll('_', '-');
    return Object.hasOwn(NCNN_NAMES, plain) ? NCNN_NAMES[plain] : plain;
};
/**
 * The released checkpoint of that name, if there is one: with or without `.pth`, in any case, with `-` for `_`, or as
 * the ncnn programs call it (`realesrgan-x4plus-anime`).
 */
export const findReleasedModel = (name) => {
    const wanted = spelling(name);
    return RELEASED_MODELS.find((model) => spelling(model.name) === wanted);
};
