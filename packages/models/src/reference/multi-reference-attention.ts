import { refuseUnknownKeys } from '@srkit/core';
import {
  type AddChild,
  addNode,
  Conv2d,
  checkChannels,
  checkedCount,
  concatNode,
  convNode,
  Graph,
  type GraphNode,
  graphPerCount,
  grouped,
  type Initialiser,
  inputNode,
  Module,
  type ModuleOptions,
  type Observer,
  pointwiseNode,
} from '@srkit/nn';
import { mul, slice, softmax, sum, type Tensor4D, zeros } from '@tensorflow/tfjs-core';
import { checkReferences } from './check-references';
import { ConvPRelu } from './conv-prelu';
import { checkedForm, type FusionForm } from './fusion-form';

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

/** Query and key, and what the query is multiplied by. */
interface Weighting {
  readonly query: Layer;
  readonly key: Layer;
  readonly queryScale: number;
}

/** The parts of the attention and how they are used. */
export interface AttentionLayers {
  /** Undefined: all references weigh alike. */
  readonly weighting: Weighting | undefined;
  readonly value: Layer;
}

type Layer = Conv2d | ConvPRelu;

const describeLayer = (layer: Layer, x: GraphNode): GraphNode =>
  layer instanceof Conv2d ? convNode(layer, x) : layer.describe(x);

/** The product, channel by channel, or of the one channel of `a` with each of `b`. */
const multiplyNode = (name: string, a: GraphNode, b: GraphNode): GraphNode =>
  pointwiseNode(name, 'multiply', [a, b], b.channels, ([x, y]) => mul(x!, y!));

/** Channels of the fused reference: the official value convolution doubles them. */
export const fusedChannels = (refNf: number, fusion: FusionForm): number =>
  fusion === 'official' ? 2 * refNf : refNf;

/**
 * Declares the attention's convolutions with `child`.
 *
 * @param weighs false: without query and key, for the mean of the references.
 */
export const attentionLayers = (
  child: AddChild,
  { nf, refNf, fusion = 'official', init }: MultiReferenceAttentionConfig,
  weighs = true,
): AttentionLayers => {
  const given = init ? { init } : {};
  const value = { inChannels: refNf, outChannels: fusedChannels(refNf, fusion), ...given };
  const weighting = (): Weighting =>
    fusion === 'paper'
      ? {
          query: child('conv_q', () => new Conv2d({ inChannels: nf, outChannels: refNf, ...given })),
          key: child('conv_k', () => new Conv2d({ inChannels: refNf, outChannels: refNf, ...given })),
          queryScale: 1,
        }
      : {
          query: child(
            'conv_emb1',
            () => new ConvPRelu({ inChannels: nf, outChannels: refNf, kernelSize: 1, ...given }),
          ),
          key: child('conv_emb2', () => new ConvPRelu({ inChannels: refNf, outChannels: refNf, ...given })),
          queryScale: refNf ** -0.5,
        };
  return {
    weighting: weighs ? weighting() : undefined,
    value: child(fusion === 'paper' ? 'conv_v' : 'conv_ass', () => new Conv2d(value)),
  };
};

/** What each reference's weight follows from: <query, key>, one channel. */
const logitsOf = ({ key }: Weighting, query: GraphNode, reference: GraphNode, prefix: string): GraphNode => {
  const products = multiplyNode(`${prefix}products`, query, describeLayer(key, reference));
  return pointwiseNode(`${prefix}logits`, 'sum', [products], 1, ([x]) => sum(x!, 3, true));
};

const scaledQuery = ({ query, queryScale }: Weighting, target: GraphNode, prefix: string): GraphNode => {
  const asked = describeLayer(query, target);
  if (queryScale === 1) return asked;
  return pointwiseNode(`${prefix}query`, 'scale', [asked], asked.channels, ([x]) => mul(x!, queryScale));
};

/** One reference's part in the attention: its values, and the logits whose softmax over all references weights them. */
export interface AttendedReference {
  readonly value: GraphNode;
  readonly logits: GraphNode;
}

/** The attention of one reference by itself, for references that are taken one at a time. */
export const attendOne = (
  layers: AttentionLayers,
  target: GraphNode,
  reference: GraphNode,
  prefix: string,
): AttendedReference => {
  const { weighting } = layers;
  const value = describeLayer(layers.value, reference);
  const logits = weighting
    ? logitsOf(weighting, scaledQuery(weighting, target, prefix), reference, prefix)
    : pointwiseNode(`${prefix}logits`, 'alike', [value], 1, ([x]) =>
        zeros([...x!.shape.slice(0, 3), 1] as [number, number, number, number]),
      );
  return { logits, value };
};

/** Mean of the references' values, all alike; the result is named as that of the attention. */
const meanOf = (layers: AttentionLayers, references: readonly GraphNode[], prefix: string): GraphNode =>
  grouped({ name: `${prefix}fused`, type: 'mean', inputs: references }, () => {
    const share = 1 / references.length;
    const [first, ...rest] = references.map((reference) => describeLayer(layers.value, reference)) as [
      GraphNode,
      ...GraphNode[],
    ];
    if (rest.length === 0) return first;
    return rest.reduce(
      (before, value, i) => addNode(`${prefix}fused`, before, value, [i === 0 ? share : 1, share]),
      first,
    );
  });

/**
 * Mean of the references' values, weighted by the softmax over the references, per pixel, of <query, key>.
 *
 * @param prefix What the names of the results `attention` (`[n, h, w, references]`) and `fused` begin with.
 */
export const attend = (
  layers: AttentionLayers,
  target: GraphNode,
  references: readonly GraphNode[],
  prefix: string,
): GraphNode => {
  const { weighting } = layers;
  if (!weighting) return meanOf(layers, references, prefix);
  const inputs = [target, ...references];
  const attention = grouped({ name: `${prefix}attention`, type: 'attention', inputs }, () => {
    const query = scaledQuery(weighting, target, prefix);
    const logits = references.map((reference) => logitsOf(weighting, query, reference, prefix));
    const all = concatNode(`${prefix}logits`, logits);
    return pointwiseNode(`${prefix}attention`, 'softmax', [all], all.channels, ([x]) => softmax(x!, 3));
  });
  return grouped({ name: `${prefix}fused`, type: 'weightedSum', inputs: [attention, ...references] }, () => {
    const weighted = (reference: GraphNode, i: number) => {
      const weight = pointwiseNode(`${prefix}weight`, 'channel', [attention], 1, ([x]) =>
        slice(x!, [0, 0, 0, i], [...x!.shape.slice(0, 3), 1] as [number, number, number, number]),
      );
      return multiplyNode(`${prefix}weighted`, weight, describeLayer(layers.value, reference));
    };
    // One after the other, so that one reference's values are held at a time.
    const [first, ...rest] = references as readonly [GraphNode, ...GraphNode[]];
    return rest.reduce(
      (before, reference, i) => addNode(`${prefix}fused`, before, weighted(reference, i + 1)),
      weighted(first, 0),
    );
  });
};

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
  readonly #graph: (count: number) => Graph;

  /** @throws ConfigError for counts that are not positive integers, or an unknown form. */
  constructor(config: MultiReferenceAttentionConfig, options: ModuleOptions = {}) {
    super(options);
    const { nf, refNf, fusion = 'official' } = config;
    checkedCount(this.path, 'nf', nf);
    checkedCount(this.path, 'refNf', refNf);
    checkedForm(this.path, fusion);
    this.config = { nf, refNf, fusion };
    refuseUnknownKeys(this.path, config, [...Object.keys(this.config), 'init']);
    this.outChannels = fusedChannels(refNf, fusion);
    const layers = attentionLayers((name, build) => this.child(name, build), config);
    this.#graph = graphPerCount((count) => {
      const target = inputNode('target', nf);
      const references = Array.from({ length: count }, (_, i) => inputNode(`reference${i}`, refNf));
      return new Graph([target, ...references], [attend(layers, target, references, '')]);
    });
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
    return this.#graph(references.length).run([target, ...references], observe)[0] as Tensor4D;
  }
}
