import { displacement } from './correspondences';

/** Cells that displacements of neighbours may differ by: a step of scale or rounding. */
const NEAR = 1;
/** See `ReferenceScore`. */
export const scoreReference = (found) => {
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
