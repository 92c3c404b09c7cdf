import { ConfigError, refuseUnknownKeys, ShapeError } from '@srkit/core';
import { constant, Graph, type GraphNode, type ModuleOptions, noGrad, tidyRecord } from '@srkit/nn';
import { featureMatch } from '@srkit/ops';
import { div, maximum, norm, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { CorrespondenceConfig, Widths } from '../configs';
import { OfficialNetwork } from '../official-network';
import { VGGFeatureExtractor } from '../vgg/vgg-feature-extractor';
import type { DenseFeatures } from './contras-extractor';
import { indexToFlow } from './index-to-flow';
import {
  LEVELS,
  type PreOffsets,
  perLayer,
  REFERENCE_WIDTHS,
  type ReferenceFeatures,
  type ReferenceLayer,
} from './levels';
import { preOffsetsFromFlow } from './pre-offsets';
import { refineFlow } from './refine-flow';

/** What a restoration network is given of one reference. */
export interface Correspondence {
  readonly preOffsets: PreOffsets;
  readonly features: ReferenceFeatures;
}

/** Features of VGG19 in the order in which a picture passes them. */
const LAYERS_BY_DEPTH = LEVELS.map(({ layer }) => layer).toReversed();

/** Width and height of the patches that are compared. */
const PATCH = 3;
/**
 * Throws a `ShapeError` naming the module unless both are `[n, h, w, c]` with the same samples and channels, and not
 * smaller than a patch.
 */
const checkDense = (path: string, { denseFeatures1, denseFeatures2 }: DenseFeatures): void => {
  const [n, , , c] = denseFeatures1.shape;
  for (const [name, { shape }] of Object.entries({ denseFeatures1, denseFeatures2 })) {
    const fits = shape.length === 4 && shape[0] === n && shape[3] === c;
    if (fits && shape[1] >= PATCH && shape[2] >= PATCH) continue;
    throw new ShapeError(
      'E_SHAPE_FEATURES',
      `${path}: ${name} is [${shape}], expected [${n}, h, w, ${c}] with h and w of at least ${PATCH}, the side of a patch; features have a quarter of the picture's sides.`,
    );
  }
};

/** PyTorch's guard against a division by zero in `F.normalize`. */
const NORM_EPSILON = 1e-12;

/** Features `[n, h, w, c]` divided by their length at each place, as they are matched. */
export const unitChannels = (features: Tensor4D): Tensor4D =>
  div(features, maximum(norm(features, 'euclidean', 3, true), NORM_EPSILON));

/**
 * Finds for each place of the target the most similar 3x3 patch of a reference, and takes the reference's VGG19
 * features that go there (C2-Matching, section 3.3). State_dict names `vgg.mean`, `vgg.std`, `vgg.vgg_net.convX_Y`.
 */
export class CorrespondenceGenerationArch extends OfficialNetwork {
  readonly typeName = 'CorrespondenceGenerationArch';
  readonly decode: 'reference' | 'official';
  /** Whether matches are made exact to fractions of a pixel; see `refineFlow`. */
  readonly refined: boolean;
  /** Channels of the features of references. */
  readonly widths: Widths;
  readonly #vgg: VGGFeatureExtractor;
  readonly #featureGraphs = new Map<string, Graph>();

  /** @throws ConfigError for an unknown `decode`. */
  constructor(config: CorrespondenceConfig = {}, options: ModuleOptions = {}) {
    super(options);
    refuseUnknownKeys(this.path, config, ['decode', 'widths', 'refined']);
    const { decode = 'reference', widths = REFERENCE_WIDTHS, refined = false } = config;
    if (decode !== 'reference' && decode !== 'official') {
      throw new ConfigError(
        'E_CONFIG_DECODE',
        `${this.path}: decode is '${decode}', expected reference or official.`,
      );
    }
    this.decode = decode;
    this.widths = widths;
    this.refined = refined;
    if (refined) this.buffer('refined', { shape: [1], init: constant(1) });
    this.#vgg = this.child(
      'vgg',
      () => new VGGFeatureExtractor({ layers: LEVELS.map(({ layer }) => layer), names: 'conv', widths }),
    );
  }

  /**
   * Displacements `[n, h, w, 2]`, right before down, from the target's features `[n, h, w, c]` to the reference's
   * `[n, hr, wr, c]`. No gradient flows through it.
   *
   * @throws ShapeError for features that cannot be matched: fewer than 3 rows or columns, other channels or batches;
   *   for NaN or infinite features see `featureMatch`.
   */
  flow({ denseFeatures1, denseFeatures2 }: DenseFeatures): Tensor4D {
    checkDense(this.path, { denseFeatures1, denseFeatures2 });
    return noGrad(() =>
      tidy(() => {
        const { index } = featureMatch(unitChannels(denseFeatures1), unitChannels(denseFeatures2));
        const patchColumns = denseFeatures2.shape[2] - (PATCH - 1);
        return this.decode === 'official' ? indexToFlow(index) : indexToFlow(index, patchColumns);
      }),
    );
  }

  /**
   * Where the target's features find their content in a reference.
   *
   * @throws ShapeError as `flow`; ConfigError without `up` where matches are refined.
   */
  preOffsets(dense: DenseFeatures, reference: Tensor4D, up?: Tensor4D): PreOffsets {
    return tidyRecord(() => {
      const flow = this.flow(dense);
      if (!this.refined) return preOffsetsFromFlow(flow);
      if (up) return preOffsetsFromFlow(refineFlow(flow, up, reference));
      throw new ConfigError(
        'E_CONFIG_QUERY',
        `${this.path}: matches are refined by comparing pixels, which needs the enlarged picture. Give it as \`up\`.`,
      );
    });
  }

  /** From a reference picture to its VGG19 features of one layer, or of several. */
  featureGraph(...layers: readonly [ReferenceLayer, ...ReferenceLayer[]]): Graph {
    const { inputs, outputs } = this.#vgg.graph;
    const key = layers.join();
    const graph =
      this.#featureGraphs.get(key) ??
      new Graph(
        inputs,
        layers.map((layer) => outputs[LAYERS_BY_DEPTH.indexOf(layer)] as GraphNode),
      );
    this.#featureGraphs.set(key, graph);
    return graph;
  }

  /** VGG19 features of a reference picture `[n, hr, wr, 3]` in [0, 1], at its resolution, a half and a quarter of it. */
  referenceFeatures(reference: Tensor4D): ReferenceFeatures {
    const features = this.#vgg.forward(reference);
    return perLayer(({ layer }) => features[layer] as Tensor4D);
  }

  /**
   * Correspondence to one reference, given as picture `[n, hr, wr, 3]` in [0, 1], from both pictures' features.
   *
   * @param up The enlarged picture, `[n, 4h, 4w, 3]`; where matches are refined.
   * @throws ShapeError as `flow`.
   */
  forward(dense: DenseFeatures, reference: Tensor4D, up?: Tensor4D): Correspondence {
    return tidyRecord(() => ({
      preOffsets: this.preOffsets(dense, reference, up),
      features: this.referenceFeatures(reference),
    }));
  }
}
