import type { ModuleOptions } from '@srkit/nn';
import { resize } from '@srkit/ops';
import { add, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { RestorationNetConfig } from '../configs';
import { OfficialNetwork } from '../official-network';
import { ContentExtractor } from './content-extractor';
import { DynamicAggregationRestoration } from './dynamic-aggregation-restoration';
import { type PreOffsets, REFERENCE_SCALE, type ReferenceFeatures } from './levels';
import { below, type Observer } from './observer';
import type { BuildHead } from './restoration-level';
import { srnttInit } from './srntt-init';

/**
 * What both published networks have in common: everything but the heads that bring the references in (C2-Matching,
 * section 3.4). State_dict without a prefix: `content_extractor`, `dyn_agg_restore`.
 */
export abstract class ReferenceRestorationNet extends OfficialNetwork {
  readonly #contentExtractor: ContentExtractor;
  readonly #dynAggRestore: DynamicAggregationRestoration;

  protected constructor(config: RestorationNetConfig, buildHead: BuildHead, options: ModuleOptions) {
    super(options);
    const { ngf = 64, nBlocks = 16 } = config;
    this.#contentExtractor = this.child(
      'content_extractor',
      () => new ContentExtractor({ nf: ngf, nBlocks, init: srnttInit }),
    );
    this.#dynAggRestore = this.child(
      'dyn_agg_restore',
      () => new DynamicAggregationRestoration(config, buildHead),
    );
  }

  /**
   * Low-resolution picture `[n, h, w, 3]` in [0, 1] to `[n, 4h, 4w, 3]`; not clamped.
   *
   * @param preOffsets Of each reference, from a `CorrespondenceGenerationArch` or `preOffsetsFromFlow`.
   * @param features VGG19 features of each reference, of any size. (The official networks need all of one size.)
   * @param observe Sees intermediate results; see `Observer`.
   * @throws ShapeError for a number of references that the network cannot take, or shapes that do not belong together.
   */
  forward(
    x: Tensor4D,
    preOffsets: readonly PreOffsets[],
    features: readonly ReferenceFeatures[],
    observe?: Observer,
  ): Tensor4D {
    return tidy(() => {
      const content = this.#contentExtractor.forward(x);
      observe?.('content_extractor', content);
      const residual = this.#dynAggRestore.forward(
        content,
        preOffsets,
        features,
        below(observe, 'dyn_agg_restore'),
      );
      // Bilinear, unlike the bicubic picture that the matching sees.
      return add(resize(x, { mode: 'bilinear', scaleFactor: REFERENCE_SCALE }), residual);
    });
  }
}
