import type { FusionForm } from './reference/fusion-form';
import type { VggType } from './vgg/vgg-layers';

// What each network is built from, in the papers' names. They stand apart from the networks because the detector gives
// them and networks ask the detector, what a state_dict that does not fit is of.

export interface RRDBNetConfig {
  /** Channels of the picture that comes in. Default 3. */
  readonly numInCh?: number;
  /** Channels of the picture that goes out. Default 3. */
  readonly numOutCh?: number;
  /**
   * Default 4. Where it is less than `numUp` convolutions make it, the input is pixel-unshuffled by 2 or 4 first: with the
   * default `numUp`, 2 and 1 are Real-ESRGAN's x2 and x1 networks.
   */
  readonly scale?: 8 | 4 | 2 | 1;
  /** Upsampling convolutions, 0 to 3; each doubles the size. Default 2, as every released checkpoint. */
  readonly numUp?: 0 | 1 | 2 | 3;
  /** Feature channels. Default 64. */
  readonly numFeat?: number;
  /** Residual in residual dense blocks. Default 23. */
  readonly numBlock?: number;
  /** Channels each convolution of a dense block adds. Default 32. */
  readonly numGrowCh?: number;
}

/** SRVGGNetCompact's activation. */
export type ActType = 'relu' | 'prelu' | 'leakyrelu';

export interface SRVGGNetCompactConfig {
  /** Channels in; must equal `numOutCh`, because the enlarged input is added to the output. Default 3. */
  readonly numInCh?: number;
  readonly numOutCh?: number;
  /** Feature channels. Default 64. */
  readonly numFeat?: number;
  /** Convolutions between the first and the last. Default 16. */
  readonly numConv?: number;
  /** Scale, 1 or more. Default 4. */
  readonly upscale?: number;
  /** Default `prelu`, as every released checkpoint. */
  readonly actType?: ActType;
}

export interface SPANConfig {
  /** Channels of the picture. Default 3. */
  readonly numInCh?: number;
  /** Feature channels. Default 48. */
  readonly numFeat?: number;
  /** Blocks. Default 6. */
  readonly numBlock?: number;
  /** Channels in front of the last convolution. Default: as many as features. */
  readonly numCat?: number;
  /** Default 4. */
  readonly upscale?: number;
  /**
   * Subtracts DIV2K's mean and multiplies by 255 first, as the official network does; false for networks whose state has
   * `no_norm`. Default true; needs 3 channels.
   */
  readonly norm?: boolean;
}

export interface RLFNConfig {
  /** Channels of the picture. Default 3. */
  readonly numInCh?: number;
  /** Feature channels. Default 52. */
  readonly numFeat?: number;
  /** Channels within a block. Default: as many as features. */
  readonly midFeat?: number;
  /** Blocks. Default 6. */
  readonly numBlock?: number;
  /** Channels of the attention. Default 16. */
  readonly esaFeat?: number;
  /** Default 4. */
  readonly upscale?: number;
  /** White of the samples that the network works on. Default 255, as the official checkpoints; leaves no trace in them. */
  readonly imgRange?: number;
}

export interface EFDNConfig {
  /** Channels of the picture. Default 3. */
  readonly numInCh?: number;
  /** Feature channels; a multiple of 4. Default 48. */
  readonly numFeat?: number;
  /** Default 4. */
  readonly upscale?: number;
}

export interface SAFMNConfig {
  /** Channels of the picture. Default 3. */
  readonly numInCh?: number;
  /** Feature channels; a multiple of 4. Default 36. */
  readonly numFeat?: number;
  /** Blocks. Default 8. */
  readonly numBlock?: number;
  /** Channels of a block's convolution, in multiples of the features. Default 2. */
  readonly ffnScale?: number;
  /** Default 4. */
  readonly upscale?: number;
  /**
   * `paper` (default): norms over channels in every block, levels of 1/2 to 1/8, a skip of the features. `ntire`: the entry to
   * NTIRE 2023, one norm over the whole picture, levels of 1/4 to 1/16, no biases, the enlarged picture added.
   */
  readonly form?: 'paper' | 'ntire';
}

export interface CARNConfig {
  /** Feature channels. Default 64. */
  readonly numFeat?: number;
  /** Groups of a block's convolutions. Default 1; the released CARN-M has 4. */
  readonly groups?: number;
  /** CARN-M: narrow blocks that share their weights. Default false. */
  readonly mobile?: boolean;
  /** Default 4. */
  readonly upscale?: 2 | 3 | 4;
  /** The network has an end for each of x2, x3 and x4, and `upscale` says which is used. Default true, as released. */
  readonly multiScale?: boolean;
}

export interface EDSRConfig {
  /** Feature channels. Default 64. */
  readonly numFeat?: number;
  /** Residual blocks. Default 16. */
  readonly numBlock?: number;
  /** Default 4. */
  readonly upscale?: 2 | 3 | 4 | 8;
  /** What a block adds is multiplied by it. Default 1, from 256 features on 0.1, as in the paper; leaves no trace in a file. */
  readonly resScale?: number;
  /**
   * Names of the state_dict. `basicsr` (default): `conv_first`, `body.0.conv1`. `authors`: `head.0`, `body.0.body.0`, and the
   * shifts by DIV2K's mean as `sub_mean` and `add_mean`; torchSR's too.
   */
  readonly names?: 'basicsr' | 'authors';
}

export interface UNetDiscriminatorSNConfig {
  /** Channels of the picture. Default 3. */
  readonly numInCh?: number;
  /** Channels of the first layer. Default 64. */
  readonly numFeat?: number;
  /** Adds the encoder's maps to the decoder's. Default true. */
  readonly skipConnection?: boolean;
}

export interface VGGStyleDiscriminatorConfig {
  /** Channels of the picture. Default 3. */
  readonly numInCh?: number;
  /** Channels of the first layer. Default 64. */
  readonly numFeat?: number;
  /** Height and width of the pictures. Default 128. */
  readonly inputSize?: 128 | 256;
}

export interface ImageDiscriminatorConfig {
  /** Channels of the picture. Default 3. */
  readonly inNc?: number;
  /** Channels of the first block; each block doubles them. Default 32. */
  readonly ndf?: number;
}

/** C2-Matching. */
export interface RestorationNetConfig {
  /** Feature channels; 2 or more. Default 64. */
  readonly ngf?: number;
  /** Residual blocks of the content extractor and of each level. Default 16. */
  readonly nBlocks?: number;
  /** Deformable groups; a divisor of 64. Default 8. */
  readonly groups?: number;
}

/** MRefSR. */
export interface MRAPARestorationNetConfig extends RestorationNetConfig {
  /** Default `official`, the only form that released checkpoints fit. */
  readonly fusion?: FusionForm;
  /**
   * A compact network whose result takes the place of the picture enlarged bilinearly, to which detail is added; null: none.
   * It is not trained with the rest, and the finest level sees it. Default null, as in the paper. State_dict names `base`,
   * `base_features`.
   */
  readonly base?: SRVGGNetCompactConfig | null;
  /**
   * Channels of the references' features at the result's resolution, a half and a quarter of it. Default VGG19's, 64, 128 and
   * 256, the only ones that released checkpoints fit; `groups` divides all of them.
   */
  readonly refWidths?: Widths;
  /** Whether references are weighted by attention (MAM); otherwise their mean is taken. Default true. */
  readonly mam?: boolean;
  /** Whether the fused reference is filtered by masks (SAFM). Default true. */
  readonly safm?: boolean;
  /**
   * Whether offsets and masks are learned beside the matched offsets. They follow from the reference's features as they lie in
   * the reference, not where they were matched. Without them the taps lie where they were matched, with masks of a half.
   * Default true, the only form that released checkpoints fit.
   */
  readonly learnedOffsets?: boolean;
}

/** Channels of three blocks of VGG's form, at the picture's resolution, a half and a quarter of it. */
export type Widths = readonly [number, number, number];

export interface ContrasExtractorConfig {
  /** Channels of the extractors' blocks. Default VGG16's, 64, 128 and 256, as every released checkpoint. */
  readonly widths?: Widths;
}

export interface CorrespondenceConfig {
  /**
   * Whether matches, which are known to whole features of four pixels, are made exact to fractions of a pixel by comparing
   * pixels. Default false, as in the papers. State_dict name `refined`.
   */
  readonly refined?: boolean;
  /** Channels of the features of references. Default VGG19's, 64, 128 and 256, which the official networks take. */
  readonly widths?: Widths;

  /**
   * By whose width patch indices are taken apart. `reference` (default) is right for references of any size;
   * `official` takes the target's, as the released code does. Both agree where the widths do.
   */
  readonly decode?: 'reference' | 'official';
}

export interface VGGFeatureExtractorConfig {
  /** Names of the features to return: `convX_Y` is before the activation, `reluX_Y` after it, `poolX`. */
  readonly layers: readonly string[];
  /** Default `vgg19`. */
  readonly vggType?: VggType;
  /** Subtracts ImageNet's mean and divides by its standard deviation. Default true. */
  readonly useInputNorm?: boolean;
  /** The input is in [-1, 1] and is mapped to [0, 1] first. Default false. */
  readonly rangeNorm?: boolean;
  /**
   * Names of the state_dict. `torchvision` (default): `features.N.weight`, as in torchvision's files; whatever
   * else such a file holds (deeper layers, `classifier.*`) is ignored. `conv`: `vgg_net.convX_Y.weight`, and
   * buffers `mean` and `std` if the input is normalised, as BasicSR, C2-Matching and MRefSR keep it.
   */
  readonly names?: 'torchvision' | 'conv';
  /** What stands before the layer in the state_dict. Default `features` or, with names by layer, `vgg_net`. */
  readonly prefix?: string;
  /** Channels of the blocks, the first one's first; of a network of VGG's form that is narrower. Default: VGG's. */
  readonly widths?: readonly number[];
  /** False (default) freezes the weights and starts in evaluation mode. */
  readonly trainable?: boolean;
}
