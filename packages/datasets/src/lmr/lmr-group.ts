import type { SimilarityClass } from './similarity-class';

/** A pixel of a photo, from 0; a patch of side s begins s / 2 pixels before it. */
export type Centre = readonly [x: number, y: number];

/** How a reference stands to its target. */
export interface LmrRelation {
  readonly photo: string;
  /** Of the pair of photos. A class that is short of photos may have been filled up from others. */
  readonly class: SimilarityClass;
  /** R_olp. */
  readonly overlap: number;
  /** R_s. */
  readonly scaleRatio: number;
}

interface GroupHead {
  /** Unique within the set. */
  readonly id: string;
  readonly scene: string;
  /** What its random draws come from. */
  readonly seed: number;
}

/** Patches of one place: a target, and references in the order H, M, M, L, L. */
export interface LmrTrainGroup extends GroupHead {
  readonly set: 'train';
  /** Side of the patches. */
  readonly patch: number;
  readonly target: { readonly photo: string; readonly centre: Centre };
  /** Id of the 3-D point that the target's centre was mapped to, where there is a reconstruction. */
  readonly point?: number;
  readonly references: readonly (LmrRelation & { readonly centre: Centre })[];
}

/** Whole photos: a target and two to six references. */
export interface LmrTestGroup extends GroupHead {
  readonly set: 'test';
  readonly target: { readonly photo: string };
  readonly references: readonly LmrRelation[];
}

export type LmrGroup = LmrTrainGroup | LmrTestGroup;
