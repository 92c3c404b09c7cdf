import type { AddChild } from '@srkit/nn';
import { Conv2d, checkChannels, checkedCount, type Initialiser, Module, type ModuleOptions } from '@srkit/nn';
import { add, concat, mul, slice, softmax, sum, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { checkReferences } from './check-references';
import { ConvPRelu } from './conv-prelu';
import { checkedForm, type FusionForm } from './fusion-form';
import type { Observer } from './observer';

export interface MultiReferenceAttentionConfig {
  /** Channels of the target's features. */
  readonly nf: number;
  /** Channels of each reference's features. */
  readonly refNf: number;
  /** Default `official`. */
  readonly fusion?: FusionForm;
  /** Initial weights of the convolutions. Default: PyTorch's. */
  readonly init?: Initialiser;
}

/** The parts of the attention and how they are used. */
export interface AttentionLayers {
  readonly query: Layer;
  readonly key: Layer;
  readonly value: Layer;
  /** What the query is multiplied by. */
  readonly queryScale: number;
}

interface Layer {
  forward(x: Tensor4D): Tensor4D;
}

/** Channels of the fused reference: the official value convolution doubles them. */
export const fusedChannels = (refNf: number, fusion: FusionForm): number =>
  fusion === 'official' ? 2 * refNf : refNf;

/** Declares the attention's convolutions with `child`. */
export const attentionLayers = (
  child: AddChild,
  { nf, refNf, fusion = 'official', init }: MultiReferenceAttentionConfig,
): AttentionLayers => {
  const given = init ? { init } : {};
  const value = { inChannels: refNf, outChannels: fusedChannels(refNf, fusion), ...given };
  if (fusion === 'paper') {
    return {
      query: child('conv_q', () => new Conv2d({ inChannels: nf, outChannels: refNf, ...given })),
      key: child('conv_k', () => new Conv2d({ inChannels: refNf, outChannels: refNf, ...given })),
      value: child('conv_v', () => new Conv2d(value)),
      queryScale: 1,
    };
  }
  return {
    query: child(
      'conv_emb1',
      () => new ConvPRelu({ inChannels: nf, outChannels: refNf, kernelSize: 1, ...given }),
    ),
    key: child('conv_emb2', () => new ConvPRelu({ inChannels: refNf, outChannels: refNf, ...given })),
    value: child('conv_ass', () => new Conv2d(value)),
    queryScale: refNf ** -0.5,
  };
};

/** Softmax over the references, per pixel, of <query, key>: `[n, h, w, references]`. */
const attentionOf = (
  { query, key, queryScale }: AttentionLayers,
  target: Tensor4D,
  references: readonly Tensor4D[],
): Tensor4D =>
  tidy(() => {
    const asked = query.forward(target);
    const scaled = queryScale === 1 ? asked : mul(asked, queryScale);
    const logits = references.map((reference) =>
      tidy(() => sum(mul(scaled, key.forward(reference)), 3, true) as Tensor4D),
    );
    return softmax(concat(logits, 3), 3);
  });

/** Mean of the references' values, weighted by the attention. */
export const attend = (
  layers: AttentionLayers,
  target: Tensor4D,
  references: readonly Tensor4D[],
  observe?: Observer,
): Tensor4D =>
  tidy(() => {
    const attention = attentionOf(layers, target, references);
    observe?.('attention', attention);
    const [n, h, w] = target.shape;
    let fused: Tensor4D | undefined;
    references.forEach((reference, i) => {
      const before = fused;
      fused = tidy(() => {
        const weight = slice(attention, [0, 0, 0, i], [n, h, w, 1]);
        const weighted = mul(weight, layers.value.forward(reference)) as Tensor4D;
        return before ? add(before, weighted) : weighted;
      });
      before?.dispose();
    });
    observe?.('fused', fused as Tensor4D);
    return fused as Tensor4D;
  });

/**
 * Multi-reference attention module, MAM (MRefSR, section 3.2): fuses any number of aligned references into one map
 * by attention over the references at each pixel. Their order does not matter; with one its weight is 1.
 * State_dict names `conv_emb1`, `conv_emb2`, `conv_ass` (official) or `conv_q`, `conv_k`, `conv_v` (paper).
 */
export class MultiReferenceAttention extends Module {
  readonly typeName = 'MultiReferenceAttention';
  readonly config: Required<Omit<MultiReferenceAttentionConfig, 'init'>>;
  /** Channels of the result: `2 * refNf` in the official form, `refNf` in the paper's. */
  readonly outChannels: number;
  readonly #layers: AttentionLayers;

  /** @throws ConfigError for counts that are not positive integers, or an unknown form. */
  constructor(config: MultiReferenceAttentionConfig, options: ModuleOptions = {}) {
    super(options);
    const { nf, refNf, fusion = 'official' } = config;
    checkedCount(this.path, 'nf', nf);
    checkedCount(this.path, 'refNf', refNf);
    checkedForm(this.path, fusion);
    this.config = { nf, refNf, fusion };
    this.outChannels = fusedChannels(refNf, fusion);
    this.#layers = attentionLayers((name, build) => this.child(name, build), config);
  }

  /**
   * Target `[n, h, w, nf]` and one or more aligned references `[n, h, w, refNf]` to `[n, h, w, outChannels]`.
   *
   * @param observe Sees `attention` (`[n, h, w, references]`) and `fused`.
   * @throws ShapeError for no reference, or shapes that do not belong together.
   */
  forward(target: Tensor4D, references: readonly Tensor4D[], observe?: Observer): Tensor4D {
    checkChannels(this.path, target, 4, this.config.nf);
    checkReferences(this.path, target, references, this.config.refNf);
    return attend(this.#layers, target, references, observe);
  }
}
