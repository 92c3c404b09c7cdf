import { refuseUnknownKeys } from '@srkit/core';
import {
  type AddChild,
  Conv2d,
  checkChannels,
  checkedCount,
  concatNode,
  convNode,
  type GraphNode,
  graphFunction,
  grouped,
  type Initialiser,
  Module,
  type ModuleOptions,
  type Observer,
  pointwiseNode,
} from '@srkit/nn';
import { add, mul, sigmoid, type Tensor4D } from '@tensorflow/tfjs-core';
import { LEAKY } from './activation';
import { checkReferences } from './check-references';
import { checkedForm, type FusionForm } from './fusion-form';

export interface SpatialAwareFilteringConfig {
  /** Channels of the target's features. */
  readonly nf: number;
  /** Channels of the fused reference, `outChannels` of a `MultiReferenceAttention`. */
  readonly channels: number;
  /** Default `official`. */
  readonly fusion?: FusionForm;
  /** Initial weights of the convolutions. Default: PyTorch's. */
  readonly init?: Initialiser;
}

/** From the concatenated target and reference to the two masks. */
export interface FilterLayers {
  /** Entry that both branches share. */
  readonly entry: Conv2d | undefined;
  readonly multiply: readonly [Conv2d, Conv2d];
  readonly add: readonly [Conv2d, Conv2d];
}

/** Declares the filter's convolutions with `child`. */
export const filterLayers = (
  child: AddChild,
  { nf, channels, fusion = 'official', init }: SpatialAwareFilteringConfig,
): FilterLayers => {
  const given = init ? { init } : {};
  const both = nf + channels;
  const conv = (name: string, inChannels: number, kernelSize = 3) =>
    child(name, () => new Conv2d({ inChannels, outChannels: channels, kernelSize, ...given }));
  if (fusion === 'paper') {
    return {
      entry: undefined,
      multiply: [conv('f1.0', both), conv('f1.2', channels)],
      add: [conv('f2.0', both), conv('f2.2', channels)],
    };
  }
  return {
    entry: conv('spatial_attn', both, 1),
    multiply: [conv('spatial_attn_mul1', channels), conv('spatial_attn_mul2', channels)],
    add: [conv('spatial_attn_add1', channels), conv('spatial_attn_add2', channels)],
  };
};

/**
 * The reference times 2 sigmoid(multiplicative mask) plus the additive mask.
 *
 * @param prefix What the names of the results `mask_mul_logits`, `mask_add` and `filtered` begin with.
 */
export const filterReference = (
  { entry, multiply, add: additive }: FilterLayers,
  target: GraphNode,
  reference: GraphNode,
  prefix: string,
): GraphNode => {
  const both = concatNode(`${prefix}both`, [target, reference]);
  const shared = entry ? convNode(entry, both, LEAKY) : both;
  const mask = (name: string, [first, second]: readonly [Conv2d, Conv2d]) =>
    grouped({ name: `${prefix}${name}`, type: 'mask', inputs: [shared] }, () =>
      convNode(second, convNode(first, shared, LEAKY)),
    );
  const logits = mask('mask_mul_logits', multiply);
  const added = mask('mask_add', additive);
  const inputs = [reference, logits, added];
  const name = `${prefix}filtered`;
  return grouped({ name, type: 'filter', inputs }, () =>
    pointwiseNode(
      name,
      'filter',
      inputs,
      reference.channels,
      ([x, multiplier, addend]) => add(mul(mul(x!, sigmoid(multiplier!)), 2), addend!),
      3 * reference.channels,
    ),
  );
};

/**
 * Spatial aware filtering module, SAFM (MRefSR, section 3.2): keeps of the fused reference what fits the target, by a
 * multiplicative and an additive mask. State_dict names `spatial_attn`, `spatial_attn_{mul,add}{1,2}` (official) or
 * `f1.0`, `f1.2`, `f2.0`, `f2.2` (paper; its depth and width are not published, these are ours).
 */
export class SpatialAwareFiltering extends Module {
  readonly typeName = 'SpatialAwareFiltering';
  readonly config: Required<Omit<SpatialAwareFilteringConfig, 'init'>>;
  readonly #run;

  /** @throws ConfigError for counts that are not positive integers, or an unknown form. */
  constructor(config: SpatialAwareFilteringConfig, options: ModuleOptions = {}) {
    super(options);
    const { nf, channels, fusion = 'official' } = config;
    checkedCount(this.path, 'nf', nf);
    checkedCount(this.path, 'channels', channels);
    checkedForm(this.path, fusion);
    this.config = { nf, channels, fusion };
    refuseUnknownKeys(this.path, config, [...Object.keys(this.config), 'init']);
    const layers = filterLayers((name, build) => this.child(name, build), config);
    this.#run = graphFunction([nf, channels], ([target, reference]) =>
      filterReference(layers, target as GraphNode, reference as GraphNode, ''),
    );
  }

  /**
   * Target `[n, h, w, nf]` and fused reference `[n, h, w, channels]` to the filtered reference of the same shape.
   *
   * @param observe Sees `mask_mul_logits`, `mask_add` and `filtered`.
   * @throws ShapeError for shapes that do not belong together.
   */
  forward(target: Tensor4D, reference: Tensor4D, observe?: Observer): Tensor4D {
    checkChannels(this.path, target, 4, this.config.nf);
    checkReferences(this.path, target, [reference], this.config.channels);
    return this.#run([target, reference], observe);
  }
}
