import type { OpContract } from './op-contract';

export interface AggregationAttrs {
  /** Groups of channels with offsets and masks of their own. */
  readonly deformGroups: number;
  /** Row of the picture that the first row of `learned` and `matched` is; offsets count from there. */
  readonly top: number;
}

/**
 * C2-Matching's dynamic aggregation in one call, for inference: a deformable convolution of 3x3 taps of `x`
 * `[n, hr, wr, c]`, whose offsets (y, x) are those of `learned` `[n, h, w, 27 * deformGroups]` plus those of `matched`
 * `[n, h, w, 18]`, the same for all groups, and whose masks are the sigmoids of `learned`'s last `9 * deformGroups` channels;
 * `weight` `[3, 3, c, outChannels]`, `bias` `[outChannels]`.
 */
export const DYNAMIC_AGGREGATION: OpContract<
  'x' | 'learned' | 'matched' | 'weight' | 'bias',
  AggregationAttrs
> = {
  kernelName: 'SrkitDynamicAggregation',
  inputs: ['x', 'learned', 'matched', 'weight', 'bias'],
  outputShape: ({ learned, weight }) => [...learned.slice(0, 3), weight[3]!],
};
