/** How similar a reference is to its target (LMR, section 3.2): high, medium, low. */
export type SimilarityClass = 'H' | 'M' | 'L';

/** From the most similar class on. */
export const SIMILARITY_CLASSES = ['H', 'M', 'L'] as const satisfies readonly SimilarityClass[];

/** Least R_olp and R_s of a class. */
export const THRESHOLDS = {
  H: { overlap: 0.3, scaleRatio: 0.9 },
  M: { overlap: 0.1, scaleRatio: 0.66 },
} as const;

/** @param overlap R_olp, 0..1. @param scaleRatio R_s of whatever kind. */
export const similarityClass = (overlap: number, scaleRatio: number): SimilarityClass => {
  const reaches = (name: keyof typeof THRESHOLDS): boolean =>
    overlap >= THRESHOLDS[name].overlap && scaleRatio >= THRESHOLDS[name].scaleRatio;
  return reaches('H') ? 'H' : reaches('M') ? 'M' : 'L';
};
