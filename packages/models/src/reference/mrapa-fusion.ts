import { refuseUnknownKeys } from '@srkit/core';
import {
  Conv2d,
  checkChannels,
  checkedCount,
  concatNode,
  convNode,
  cropNode,
  Graph,
  type GraphNode,
  graphPerCount,
  grouped,
  inputNode,
  Module,
  type ModuleOptions,
  type Observer,
  reflectPadNode,
} from '@srkit/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { LEAKY } from './activation';
import { checkReferences } from './check-references';
import { checkedForm } from './fusion-form';
import {
  type AttendedReference,
  type AttentionLayers,
  attend,
  attendOne,
  attentionLayers,
  fusedChannels,
  type MultiReferenceAttentionConfig,
} from './multi-reference-attention';
import { type FilterLayers, filterLayers, filterReference } from './spatial-aware-filtering';

export interface MRAPAFusionConfig extends MultiReferenceAttentionConfig {
  /** Whether references are weighted by attention (MAM); otherwise their mean is taken. Default true. */
  readonly mam?: boolean;
  /** Whether the fused reference is filtered by masks (SAFM). Default true. */
  readonly safm?: boolean;
}

/** The official code makes sides multiples of this before it fuses; nothing in it needs that. */
const MULTIPLE = 4;

/**
 * Fuses any number of aligned references with the target: MAM, SAFM and a convolution that brings both together
 * (MRefSR, section 3.2 and figure 3). State_dict prefix `dyn_agg_restore.head_{small,medium,large}`; the names are
 * those of `MultiReferenceAttention` and `SpatialAwareFiltering` without a prefix of their own, and `feat_fusion`
 * (official, 1x1) or `0` (paper, 3x3, as the head of C2-Matching). The official form pads by reflection to multiples of
 * 4, which changes values near the bottom and the right.
 */
export class MRAPAFusion extends Module {
  readonly typeName = 'MRAPAFusion';
  readonly config: Required<Omit<MRAPAFusionConfig, 'init'>>;
  readonly #attention: AttentionLayers;
  /** Undefined: what is fused is taken as it is. */
  readonly #filter: FilterLayers | undefined;
  readonly #fuse: Conv2d;
  readonly #graph: (count: number) => Graph;

  /** @throws ConfigError for counts that are not positive integers, or an unknown form. */
  constructor(config: MRAPAFusionConfig, options: ModuleOptions = {}) {
    super(options);
    const { nf, refNf, fusion = 'official', mam = true, safm = true, init } = config;
    checkedCount(this.path, 'nf', nf);
    checkedCount(this.path, 'refNf', refNf);
    checkedForm(this.path, fusion);
    this.config = { nf, refNf, fusion, mam, safm };
    refuseUnknownKeys(this.path, config, [...Object.keys(this.config), 'init']);
    const given = init ? { init } : {};
    const child: typeof this.child = (name, build) => this.child(name, build);
    const channels = fusedChannels(refNf, fusion);
    this.#attention = attentionLayers(child, config, mam);
    const [name, kernelSize] = fusion === 'official' ? ['feat_fusion', 1] : ['0', 3];
    this.#fuse = this.child(
      name as string,
      () =>
        new Conv2d({
          inChannels: nf + channels,
          outChannels: nf,
          kernelSize: kernelSize as number,
          ...given,
        }),
    );
    this.#filter = safm ? filterLayers(child, { nf, channels, fusion, ...given }) : undefined;
    this.#graph = graphPerCount((count) => {
      const target = inputNode('target', nf);
      const references = Array.from({ length: count }, (_, i) => inputNode(`reference${i}`, refNf));
      return new Graph([target, ...references], [this.describe(target, references)]);
    });
  }

  /** Adds the fusion's nodes. */
  describe(target: GraphNode, references: readonly GraphNode[]): GraphNode {
    const { statePath: name, typeName: type } = this;
    return grouped({ name, type, inputs: [target, ...references] }, () => {
      if (this.config.fusion === 'paper') return this.#fuseWith(target, references);
      const y = this.#fuseWith(
        this.#padded(target),
        references.map((reference) => this.#padded(reference)),
      );
      return cropNode(name, y, target);
    });
  }

  /** Sides are multiples of this while references are fused. */
  get multiple(): number {
    return this.config.fusion === 'official' ? MULTIPLE : 1;
  }

  get #prefix(): string {
    return this.statePath ? `${this.statePath}.` : '';
  }

  #padded(x: GraphNode): GraphNode {
    return this.multiple === 1 ? x : reflectPadNode(`${x.name}.padded`, x, this.multiple, this.path);
  }

  /** Adds the nodes of one reference alone; they have the padded size. */
  describeReference(target: GraphNode, aligned: GraphNode): AttendedReference {
    return attendOne(this.#attention, this.#padded(target), this.#padded(aligned), this.#prefix);
  }

  /** Adds the nodes behind the attention, whose result `fused` has the padded size. */
  describeFused(target: GraphNode, fused: GraphNode): GraphNode {
    const y = this.#bringIn(this.#padded(target), fused);
    return this.multiple === 1 ? y : cropNode(this.statePath, y, target);
  }

  #fuseWith(target: GraphNode, references: readonly GraphNode[]): GraphNode {
    return this.#bringIn(target, attend(this.#attention, target, references, this.#prefix));
  }

  #bringIn(target: GraphNode, fused: GraphNode): GraphNode {
    const prefix = this.#prefix;
    const filtered = this.#filter ? filterReference(this.#filter, target, fused, prefix) : fused;
    return convNode(this.#fuse, concatNode(`${prefix}beside`, [target, filtered]), LEAKY);
  }

  /**
   * Target `[n, h, w, nf]` and one or more aligned references `[n, h, w, refNf]` to `[n, h, w, nf]`.
   *
   * @param observe Sees `attention`, `fused`, `mask_mul_logits`, `mask_add` and `filtered`, at the padded size.
   * @throws ShapeError for no reference, shapes that do not belong together, and in the official form for sides of 1
   *   or 2, which cannot be padded.
   */
  forward(target: Tensor4D, references: readonly Tensor4D[], observe?: Observer): Tensor4D {
    const { nf, refNf } = this.config;
    checkChannels(this.path, target, 4, nf);
    checkReferences(this.path, target, references, refNf);
    return this.#graph(references.length).run([target, ...references], observe)[0] as Tensor4D;
  }
}
