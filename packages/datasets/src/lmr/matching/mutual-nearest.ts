import type { LocalFeatures } from './local-features';

/** Two keypoints that show the same, by their indices. */
export type Match = readonly [a: number, b: number];

/** A match whose second best is nearly as good is none (Lowe's test), as a ratio of distances. */
const SECOND_BEST = 0.9;

/** Product of two runs of numbers, whose count is a multiple of 4: four sums, which do not wait for each other. */
const dot = (a: Float32Array, at: number, b: Float32Array, bt: number, length: number): number => {
  let [s, t, u, v] = [0, 0, 0, 0];
  for (let k = 0; k < length; k += 4) {
    s += a[at + k]! * b[bt + k]!;
    t += a[at + k + 1]! * b[bt + k + 1]!;
    u += a[at + k + 2]! * b[bt + k + 2]!;
    v += a[at + k + 3]! * b[bt + k + 3]!;
  }
  return s + t + u + v;
};

/**
 * Keypoints that are each other's nearest, by the product of their descriptors of length 1. The clearest first: those
 * whose second best is farthest behind.
 *
 * @param length numbers in a descriptor, a multiple of 4.
 */
export const mutualNearest = (a: LocalFeatures, b: LocalFeatures, length: number): Match[] => {
  const [rows, columns] = [a.descriptors.length / length, b.descriptors.length / length];
  const best = new Int32Array(rows).fill(-1);
  const bestOf = new Float32Array(rows).fill(-2);
  const secondOf = new Float32Array(rows).fill(-2);
  const back = new Int32Array(columns).fill(-1);
  const backOf = new Float32Array(columns).fill(-2);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const product = dot(a.descriptors, i * length, b.descriptors, j * length, length);
      if (product > bestOf[i]!) {
        secondOf[i] = bestOf[i]!;
        bestOf[i] = product;
        best[i] = j;
      } else if (product > secondOf[i]!) secondOf[i] = product;
      if (product > backOf[j]!) {
        backOf[j] = product;
        back[j] = i;
      }
    }
  }
  const matches: { readonly match: Match; readonly clearness: number }[] = [];
  for (let i = 0; i < rows; i++) {
    const j = best[i]!;
    // Descriptors of length 1: the squared distance is 2 - 2 times the product.
    const clearness = (2 - 2 * bestOf[i]!) / (2 - 2 * secondOf[i]!);
    if (j >= 0 && back[j] === i && clearness < SECOND_BEST ** 2) matches.push({ match: [i, j], clearness });
  }
  return matches.sort((x, y) => x.clearness - y.clearness).map(({ match }) => match);
};
