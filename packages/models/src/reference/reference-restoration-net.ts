import { ConfigError } from '@srkit/core';
import {
  addNode,
  bilinearNode,
  Conv2d,
  checkChannels,
  convNode,
  Graph,
  type GraphNode,
  graphPerCount,
  inputNode,
  type ModuleOptions,
  type Observer,
  wholeInputNode,
} from '@srkit/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { RestorationNetConfig, SRVGGNetCompactConfig, Widths } from '../configs';
import { SRVGGNetCompact } from '../networks/srvgg-net-compact';
import { OfficialNetwork } from '../official-network';
import { checkedReferences } from './checked-references';
import { ContentExtractor } from './content-extractor';
import { DynamicAggregationRestoration } from './dynamic-aggregation-restoration';
import {
  LEVELS,
  type Level,
  levelsOf,
  type PerLayer,
  PRE_OFFSET_CHANNELS,
  type PreOffsets,
  perLayer,
  REFERENCE_SCALE,
  REFERENCE_WIDTHS,
  type ReferenceFeatures,
} from './levels';
import type { BuildHead, LevelReference, LevelStages } from './restoration-level';
import { srnttInit } from './srntt-init';

/** Of a picture. */
const CHANNELS = 3;

/** See `ReferenceRestorationNet.stages`. */
export interface RestorationStages {
  /** From the low-resolution picture to its features. */
  readonly content: Graph;
  /** From coarse to fine. */
  readonly levels: readonly LevelStages[];
}

/**
 * What both published networks have in common: everything but the heads that bring the references in (C2-Matching,
 * section 3.4). State_dict without a prefix: `content_extractor`, `dyn_agg_restore`.
 */
export abstract class ReferenceRestorationNet extends OfficialNetwork {
  readonly #contentExtractor: ContentExtractor;
  readonly #dynAggRestore: DynamicAggregationRestoration;
  #stages: RestorationStages | undefined;
  #baseGraph: Graph | undefined;
  readonly #graph = graphPerCount((count) => this.#describe(count));

  readonly #levels: readonly Level[];
  readonly #base: SRVGGNetCompact | undefined;
  /** Features of the picture that is refined: what is missing in it depends on what is there. */
  readonly #baseFeatures: Conv2d | undefined;

  protected constructor(
    config: RestorationNetConfig & {
      readonly refWidths?: Widths;
      readonly base?: SRVGGNetCompactConfig | null;
      readonly learnedOffsets?: boolean;
    },
    buildHead: BuildHead,
    options: ModuleOptions,
  ) {
    super(options);
    const { ngf = 64, nBlocks = 16, refWidths = REFERENCE_WIDTHS, base } = config;
    this.#levels = levelsOf(refWidths);
    this.#contentExtractor = this.child(
      'content_extractor',
      () => new ContentExtractor({ nf: ngf, nBlocks, init: srnttInit }),
    );
    this.#dynAggRestore = this.child(
      'dyn_agg_restore',
      () => new DynamicAggregationRestoration(config, buildHead),
    );
    this.#baseFeatures = base
      ? this.child(
          'base_features',
          () => new Conv2d({ inChannels: CHANNELS, outChannels: ngf, init: srnttInit }),
        )
      : undefined;
    this.#base = base ? this.child('base', () => new SRVGGNetCompact(base)).requiresGrad(false) : undefined;
    if (this.#base && this.#base.scale !== REFERENCE_SCALE) {
      throw new ConfigError(
        'E_CONFIG_SCALE',
        `${this.path}: base enlarges by ${this.#base.scale}, expected ${REFERENCE_SCALE}.`,
      );
    }
  }

  /** The picture that detail is added to. */
  #enlarged(picture: GraphNode): GraphNode {
    // Bilinear, unlike the bicubic picture that the matching sees.
    return this.#base?.describeOutput(picture) ?? bilinearNode('bilinear', picture, REFERENCE_SCALE);
  }

  #detail(enlarged: GraphNode): GraphNode | undefined {
    return this.#baseFeatures && convNode(this.#baseFeatures, enlarged);
  }

  /**
   * The network's steps for so many references. Inputs: the picture, then of each reference and level the features and
   * the pre-offset.
   */
  graph(references: number): Graph {
    return this.#graph(references);
  }

  /** The base alone, `picture` to the picture that detail is added to; undefined for a network without one. */
  baseGraph(): Graph | undefined {
    if (!this.#base) return undefined;
    const picture = inputNode('picture', CHANNELS);
    this.#baseGraph ??= new Graph([picture], [this.#base.describeOutput(picture)]);
    return this.#baseGraph;
  }

  /**
   * The network in parts that take one reference at a time. `forward` of any number of references is `content`, then for
   * each level `reference` for each of them, the softmax of their logits, `fuse` and `refine`.
   */
  stages(): RestorationStages {
    this.#stages ??= this.#describeStages();
    return this.#stages;
  }

  #describeStages(): RestorationStages {
    const picture = inputNode('picture', CHANNELS);
    const enlarged = this.#enlarged(picture);
    return {
      content: new Graph([picture], [this.#contentExtractor.describe(picture)]),
      levels: this.#dynAggRestore.stages({
        detail: this.#detail(enlarged),
        finish: (residual) => ({ output: addNode('output', enlarged, residual), inputs: [picture] }),
      }),
    };
  }

  #describe(count: number): Graph {
    const picture = inputNode('picture', CHANNELS);
    const references = Array.from({ length: count }, (_, i) =>
      perLayer(
        ({ layer, channels, scale }) => ({
          features: wholeInputNode(`features.${i}.${layer}`, channels),
          preOffset: inputNode(`pre_offsets.${i}.${layer}`, PRE_OFFSET_CHANNELS, scale),
        }),
        this.#levels,
      ),
    );
    const content = this.#contentExtractor.describe(picture);
    const enlarged = this.#enlarged(picture);
    const residual = this.#dynAggRestore.describe(content, references, this.#detail(enlarged));
    const output = addNode('output', enlarged, residual);
    return new Graph([picture, ...flat(references)], [output]);
  }

  /**
   * Low-resolution picture `[n, h, w, 3]` in [0, 1] to `[n, 4h, 4w, 3]`; not clamped.
   *
   * @param preOffsets Of each reference, from a `CorrespondenceGenerationArch` or `preOffsetsFromFlow`.
   * @param features VGG19 features of each reference, of any size. (The official networks need all of one size.)
   * @param observe Sees `content_extractor` and, below `dyn_agg_restore`, `{level}_dyn_agg` (once for each reference),
   *   `head_{level}` and what it is made of, `tail_{level}`; see `Observer`.
   * @throws ShapeError for a number of references that the network cannot take, or shapes that do not belong together.
   */
  forward(
    x: Tensor4D,
    preOffsets: readonly PreOffsets[],
    features: readonly ReferenceFeatures[],
    observe?: Observer,
  ): Tensor4D {
    checkChannels(this.path, x, 4, CHANNELS);
    const references = checkedReferences(this.#dynAggRestore.path, x, preOffsets, features, this.#levels);
    return this.#graph(references.length).run([x, ...flat(references)], observe)[0] as Tensor4D;
  }
}

/** Features and pre-offsets in the order of the graph's inputs. */
const flat = <T>(references: readonly PerLayer<LevelReference<T>>[]): T[] =>
  references.flatMap((reference) =>
    LEVELS.flatMap(({ layer }) => [reference[layer].features, reference[layer].preOffset]),
  );
