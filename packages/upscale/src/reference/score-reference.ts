import { type Correspondences, displacement } from './correspondences';

/** How well a reference fits a picture, before the network has seen it. */
export interface ReferenceScore {
  /** Mean cosine of matched patches, -1..1. Its size depends on the extractor: it compares references with each other. */
  readonly correlation: number;
  /**
   * Part of the patches whose neighbours matched beside them, 0..1: of pictures of one thing what is side by side in one is
   * so in the other, of others it is so by accident.
   */
  readonly coherence: number;
  /** The product of both; references are ranked by it. */
  readonly score: number;
}

/** Cells that displacements of neighbours may differ by: a step of scale or rounding. */
const NEAR = 1;

/** See `ReferenceScore`. */
export const scoreReference = (found: Correspondences): ReferenceScore => {
  const { rows, columns, correlation: values } = found;
  const sum = values.reduce((total, value) => total + value, 0);
  let [pairs, coherent] = [0, 0];
  for (let y = 0; y + 1 < rows; y++) {
    for (let x = 0; x + 1 < columns; x++) {
      const [down, right] = displacement(found, y, x);
      for (const [nextDown, nextRight] of [displacement(found, y, x + 1), displacement(found, y + 1, x)]) {
        pairs++;
        if (Math.abs(nextDown - down) <= NEAR && Math.abs(nextRight - right) <= NEAR) coherent++;
      }
    }
  }
  const correlation = sum / values.length;
  const coherence = pairs === 0 ? 1 : coherent / pairs;
  return { correlation, coherence, score: Math.max(0, correlation) * coherence };
};
