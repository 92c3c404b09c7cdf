import type { CheckedLmrOptions } from './lmr-options';
import type { PhotoRelation, SceneGeometry } from './scene-geometry';
import type { ScenePhotos } from './scene-photos';
import { type SimilarityClass, similarityClass } from './similarity-class';

/** A photo that may be a reference of a target. */
export interface Candidate extends PhotoRelation {
  readonly class: SimilarityClass;
}

export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** Images left out as the target once more. */
  readonly duplicates: readonly number[];
}

/** Which photos may be references of a target, and which are it once more. */
export const candidatesOf = async (
  geometry: SceneGeometry,
  photos: ScenePhotos,
  target: number,
  { minOverlap, minScaleRatio }: CheckedLmrOptions,
): Promise<Candidates> => {
  const candidates: Candidate[] = [];
  const duplicates: number[] = [];
  for (const relation of geometry.relations(target)) {
    const { image, overlap, scaleRatio } = relation;
    if (!(overlap >= minOverlap && scaleRatio >= minScaleRatio)) continue;
    if (await photos.areDuplicates(target, image)) duplicates.push(image);
    else candidates.push({ ...relation, class: similarityClass(overlap, scaleRatio) });
  }
  return { candidates, duplicates };
};
