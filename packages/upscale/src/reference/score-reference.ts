import { type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { Correspondences } from './correspondences';
import { halved, pairsOf } from './halved';
import { MUTUAL_PAIRS, matchBothWays } from './match-features';

/** How well a reference fits a picture, before the network has seen it. */
export interface ReferenceScore {
  /** Mean cosine of matched patches, -1..1. Its size depends on the extractor: it compares references with each other. */
  readonly correlation: number;
  /**
   * Part of the patches that are found again, 0..1: the patch that one matched in the reference matches, in the picture, that
   * one or a neighbour of it. Less what happens by accident: of few patches many are found wherever one looks.
   */
  readonly consistency: number;
  /** The product of both; references are ranked by it. */
  readonly score: number;
}

/** Cells by which a patch may be missed when it is looked for from the reference. */
const NEAR = 1;
/** Places at which a patch counts as found again. */
const PLACES = (2 * NEAR + 1) ** 2;
/** Smallest side of maps that are halved. */
const LEAST_SIDE = 8;

/** A share of hits by what it is above that of blind guesses, 1 for all (Cohen's kappa); 0 where guesses always hit. */
const beyondChance = (share: number, chance: number): number =>
  share > chance ? (share - chance) / (1 - chance) : 0;

/** Maps of at most `MUTUAL_PAIRS` pairs, halved until they have so few: new tensors. */
const smallerOf = (target: Tensor4D, reference: Tensor4D): [Tensor4D, Tensor4D] => {
  let [a, b] = [target.clone(), reference.clone()];
  const isLarge = () => [a, b].every(({ shape: [, h, w] }) => Math.min(h, w) >= 2 * LEAST_SIDE);
  while (pairsOf(a, b) > MUTUAL_PAIRS && isLarge()) {
    const [nextA, nextB] = tidy(() => [halved(a), halved(b)] as const);
    a.dispose();
    b.dispose();
    [a, b] = [nextA, nextB];
  }
  return [a, b];
};

const matchedSmaller = async (target: Tensor4D, reference: Tensor4D) => {
  const [a, b] = smallerOf(target, reference);
  try {
    return await matchBothWays(a, b);
  } finally {
    a.dispose();
    b.dispose();
  }
};

/**
 * See `ReferenceScore`; of unit features `[1, h, w, c]`, at a resolution where it costs next to nothing.
 *
 * @param known What the target's patches match: not looked for again where it says what the reference's do.
 */
export const consistencyOf = async (
  target: Tensor4D,
  reference: Tensor4D,
  known: Correspondences,
): Promise<number> => {
  const { back: knownBack } = known;
  const { index, columns, back } = knownBack
    ? { ...known, back: knownBack }
    : await matchedSmaller(target, reference);
  let found = 0;
  for (let i = 0; i < index.length; i++) {
    const again = back[index[i]!]!;
    const down = Math.abs(Math.floor(again / columns) - Math.floor(i / columns));
    const right = Math.abs((again % columns) - (i % columns));
    if (down <= NEAR && right <= NEAR) found++;
  }
  return beyondChance(found / index.length, PLACES / index.length);
};

/** See `ReferenceScore`. */
export const scoreReference = (
  { correlation: values }: Correspondences,
  consistency: number,
): ReferenceScore => {
  const correlation = values.reduce((total, value) => total + value, 0) / values.length;
  return { correlation, consistency, score: Math.max(0, correlation) * consistency };
};
