import { refuseUnknownKeys } from '@srkit/core';
import type { ModuleOptions } from '@srkit/nn';
import { tidyRecord } from '@srkit/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { ContrasExtractorConfig, Widths } from '../configs';
import { OfficialNetwork } from '../official-network';
import { VGGFeatureExtractor } from '../vgg/vgg-feature-extractor';
import { checkSomeReferences } from './check-references';

/** Deepest layer: after the convolution, before its activation. */
const LAYER = 'conv3_1';

/** Channels of VGG16's first three blocks. */
const VGG16_WIDTHS: Widths = [64, 128, 256];

/**
 * The contrastive extractor (C2-Matching, section 3.2): VGG16 up to and including conv3_1, trained so that a
 * low-resolution picture and a sharp one get the same features. State_dict names `mean`, `std`, `model.convX_Y`.
 */
export class ContrasExtractorLayer extends VGGFeatureExtractor {
  constructor({ widths = VGG16_WIDTHS }: ContrasExtractorConfig = {}, options: ModuleOptions = {}) {
    super(
      { layers: [LAYER], vggType: 'vgg16', names: 'conv', prefix: 'model', widths, trainable: true },
      options,
    );
  }

  /** RGB `[n, h, w, 3]` in [0, 1] to `[n, floor(h / 4), floor(w / 4), widths[2]]`. */
  denseFeatures(x: Tensor4D): Tensor4D {
    return this.forward(x)[LAYER] as Tensor4D;
  }
}

/** What is matched: features of the target and of one reference. */
export interface DenseFeatures {
  readonly denseFeatures1: Tensor4D;
  readonly denseFeatures2: Tensor4D;
}

/** The extractors of the target and of references, by their official names. */
abstract class TwoExtractors extends OfficialNetwork {
  /** For the target: the low-resolution picture enlarged by 4, or, in the teacher, the sharp one. */
  readonly image1: ContrasExtractorLayer;
  /** For references. */
  readonly image2: ContrasExtractorLayer;

  readonly config: Required<ContrasExtractorConfig>;

  constructor(config: ContrasExtractorConfig = {}, options: ModuleOptions = {}) {
    super(options);
    const { widths = VGG16_WIDTHS } = config;
    refuseUnknownKeys(this.path, config, ['widths']);
    this.config = { widths };
    this.image1 = this.child('feature_extraction_image1', () => new ContrasExtractorLayer({ widths }));
    this.image2 = this.child('feature_extraction_image2', () => new ContrasExtractorLayer({ widths }));
  }
}

/**
 * Two contrastive extractors, one for the enlarged low-resolution picture and one for references (C2-Matching, sections 3.1
 * and 3.2, which train it). State_dict names
 * `feature_extraction_image1`, `feature_extraction_image2`; the file is C2-Matching's `feature_extraction.pth`.
 */
export class ContrasExtractorSep extends TwoExtractors {
  readonly typeName = 'ContrasExtractorSep';

  /** Pictures `[n, h, w, 3]` and `[n, hr, wr, 3]` in [0, 1] to features at a quarter of their sizes, `widths[2]` channels. */
  forward(image1: Tensor4D, image2: Tensor4D): DenseFeatures {
    return tidyRecord(() => ({
      denseFeatures1: this.image1.denseFeatures(image1),
      denseFeatures2: this.image2.denseFeatures(image2),
    }));
  }
}

/** `ContrasExtractorSep` for a list of references, as MRefSR has it; the same state_dict. */
export class ContrasMultiExtractorSep extends TwoExtractors {
  readonly typeName = 'ContrasMultiExtractorSep';

  /**
   * One entry for each reference. All share `denseFeatures1`, which is one tensor: dispose of it once.
   *
   * @throws ShapeError without references.
   */
  forward(image1: Tensor4D, references: readonly Tensor4D[]): DenseFeatures[] {
    checkSomeReferences(this.path, references);
    return tidyRecord(() => {
      const denseFeatures1 = this.image1.denseFeatures(image1);
      return references.map((reference) => ({
        denseFeatures1,
        denseFeatures2: this.image2.denseFeatures(reference),
      }));
    });
  }
}
