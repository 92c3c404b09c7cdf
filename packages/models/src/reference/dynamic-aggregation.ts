import { refuseUnknownKeys, ShapeError } from '@srkit/core';
import {
  Conv2d,
  checkedCount,
  constant,
  convNode,
  dynamicAggregationNode,
  type GraphNode,
  graphFunction,
  grouped,
  inputNode,
  Module,
  type ModuleOptions,
  type Parameter,
  pointwiseNode,
  torchDefault,
  wholeInputNode,
} from '@srkit/nn';
import { type Tensor4D, zeros } from '@tensorflow/tfjs-core';
import { checkedGroups } from './checked-groups';

export interface DynamicAggregationConfig {
  readonly inChannels: number;
  /** Default: `inChannels`. */
  readonly outChannels?: number;
  /** Groups of channels that share offsets and masks. Default 8. */
  readonly deformGroups?: number;
  /** Whether offsets and masks are learned; without them the taps lie where they were matched, with masks of a half. Default true. */
  readonly learnedOffsets?: boolean;
}

const KERNEL_SIZE = 3;
const TAPS = KERNEL_SIZE ** 2;

/** Offsets of 0, and masks that are a half after their sigmoid. */
const noOffsets = (name: string, preOffset: GraphNode, groups: number): GraphNode => {
  const channels = 3 * TAPS * groups;
  return pointwiseNode(`${name}.no_offsets`, 'none', [preOffset], channels, ([x]) => {
    const [n, h, w] = x!.shape;
    return zeros([n, h, w, channels]);
  });
};

/**
 * Dynamic aggregation (C2-Matching, section 3.3): a modulated deformable convolution whose offsets are those found by
 * matching plus learned ones. State_dict names `weight`, `bias`, `conv_offset_mask`; prefix
 * `dyn_agg_restore.{small,medium,large}_dyn_agg`. Official classes: `DynAgg`, `DCN_sep_pre_multi_offset`.
 */
export class DynamicAggregation extends Module {
  readonly typeName = 'DynamicAggregation';
  readonly config: Required<DynamicAggregationConfig>;
  readonly #weight: Parameter;
  readonly #bias: Parameter;
  /** Undefined: nothing is added to the matched offsets. */
  readonly #convOffsetMask: Conv2d | undefined;
  readonly #run;

  /** @throws ConfigError for counts that are not positive integers, or channels that the groups do not divide. */
  constructor(config: DynamicAggregationConfig, options: ModuleOptions = {}) {
    super(options);
    const { inChannels, outChannels = inChannels, deformGroups = 8, learnedOffsets = true } = config;
    checkedCount(this.path, 'inChannels', inChannels);
    checkedCount(this.path, 'outChannels', outChannels);
    checkedGroups(this.path, 'deformGroups', deformGroups, inChannels);
    this.config = { inChannels, outChannels, deformGroups, learnedOffsets };
    refuseUnknownKeys(this.path, config, Object.keys(this.config));
    const fanIn = inChannels * TAPS;
    this.#weight = this.parameter('weight', {
      shape: [outChannels, inChannels, KERNEL_SIZE, KERNEL_SIZE],
      layout: 'conv',
      init: torchDefault,
      fanIn,
    });
    this.#bias = this.parameter('bias', { shape: [outChannels], layout: 'plain', init: constant(0), fanIn });
    // Zero at first, so that training starts from the matched positions.
    const outputs = 3 * TAPS * deformGroups;
    this.#convOffsetMask = learnedOffsets
      ? this.child(
          'conv_offset_mask',
          () => new Conv2d({ inChannels, outChannels: outputs, init: constant(0) }),
        )
      : undefined;
    this.#run = graphFunction(
      [
        wholeInputNode('reference', inChannels),
        inputNode('feat', inChannels),
        inputNode('preOffset', 2 * TAPS),
      ],
      ([reference, feat, preOffset]) =>
        this.describe(reference as GraphNode, feat as GraphNode, preOffset as GraphNode),
    );
  }

  /**
   * Adds the nodes: the learned offsets of `feat`, and what they and the matched ones gather from the reference. Of `feat` only
   * the size is used where no offsets are learned.
   */
  describe(reference: GraphNode, feat: GraphNode, preOffset: GraphNode): GraphNode {
    const { statePath: name, typeName: type } = this;
    const inputs = [reference, feat, preOffset];
    return grouped({ name, type, inputs }, () => {
      const predicted = this.#convOffsetMask
        ? convNode(this.#convOffsetMask, feat)
        : noOffsets(name, preOffset, this.config.deformGroups);
      return dynamicAggregationNode(
        name,
        { weight: this.#weight, bias: this.#bias, deformGroups: this.config.deformGroups },
        [reference, predicted, preOffset],
      );
    });
  }

  /**
   * `[n, h, w, outChannels]`: the reference's content at the target's pixels.
   *
   * @param reference Features to sample, `[n, hr, wr, inChannels]`, of any height and width.
   * @param feat What the learned offsets follow from, `[n, h, w, inChannels]`.
   * @param preOffset Matched displacements of the taps, `[n, h, w, 18]`; see `PreOffsets`.
   * @throws ShapeError when the three do not belong together.
   */
  forward(reference: Tensor4D, feat: Tensor4D, preOffset: Tensor4D): Tensor4D {
    const { inChannels } = this.config;
    const [n, h, w] = feat.shape;
    this.#check('feat', feat, [n, h, w, inChannels]);
    this.#check('reference', reference, [n, reference.shape[1], reference.shape[2], inChannels]);
    this.#check('preOffset', preOffset, [n, h, w, 2 * TAPS]);
    return this.#run([reference, feat, preOffset]);
  }

  #check(name: string, { shape }: Tensor4D, expected: readonly number[]): void {
    if (shape.join() !== expected.join()) {
      throw new ShapeError(
        'E_SHAPE_REFERENCE',
        `${this.path}: ${name} is [${shape}], expected [${expected}] (batch, height, width, channels).`,
      );
    }
  }
}
