import type { NamedAttrMap } from '@tensorflow/tfjs-core';

/** What `feature_match_index` takes. */
export interface FeatureMatchOptions {
  /** Side of a patch in feature pixels. Default 3. */
  readonly patchSize?: number;
  /** Distance between neighbouring input patches. Default 1. */
  readonly inputStride?: number;
  /** Distance between neighbouring reference patches. Default 1. */
  readonly refStride?: number;
  /** Divides every reference patch by its norm + 1e-5. Default true. */
  readonly isNorm?: boolean;
  /** Divides the correlation (the index does not depend on it) by the input patch's norm + 1e-5. Default false. */
  readonly normInput?: boolean;
}

export type MatchAttrs = Required<FeatureMatchOptions>;

/** Added to a patch's norm before anything is divided by it. */
export const EPSILON = 1e-5;

// tfjs hands attributes through as they are, but its type for them knows no such interface.
export const toAttrMap = (attrs: MatchAttrs): NamedAttrMap => attrs as unknown as NamedAttrMap;
export const fromAttrMap = (attrs: NamedAttrMap): MatchAttrs => attrs as unknown as MatchAttrs;

/** How many patches lie along a side. */
export const patchCount = (side: number, patchSize: number, stride: number): number =>
  Math.floor((side - patchSize) / stride) + 1;
