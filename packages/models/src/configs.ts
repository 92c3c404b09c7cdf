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
}

export interface CorrespondenceConfig {
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
  /** False (default) freezes the weights and starts in evaluation mode. */
  readonly trainable?: boolean;
}
