import { tidyRecord } from '@srkit/nn';
import { featureMatch } from '@srkit/ops';
import { type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { Correspondences } from './correspondences';
import { halved, pairsOf } from './halved';

/** How well a reference fits a picture, before the network has seen it. */
export interface ReferenceScore {
  /** Mean cosine of matched patches, -1..1. Its size depends on the extractor: it compares references with each other. */
  readonly correlation: number;
  /**
   * Part of the patches that are found again, 0..1: the patch that one matched in the reference matches, in the picture, that
   * one or a neighbour of it. Between pictures of other things that happens by accident.
   */
  readonly consistency: number;
  /** The product of both; references are ranked by it. */
  readonly score: number;
}

/** Pairs of patches that consistency is looked for among; maps are halved until they are so few. */
const MOST_PAIRS = 1e7;
/** Cells by which a patch may be missed when it is looked for from the reference. */
const NEAR = 1;
/** Smallest side of maps that are halved. */
const LEAST_SIDE = 8;

const places = async (from: Tensor4D, to: Tensor4D) => {
  const found = tidyRecord(() => featureMatch(from, to));
  try {
    return { index: await found.index.data(), columns: found.index.shape[2] };
  } finally {
    found.index.dispose();
    found.correlation.dispose();
  }
};

/** See `ReferenceScore`; of unit features `[1, h, w, c]`, at a resolution where it costs next to nothing. */
export const consistencyOf = async (target: Tensor4D, reference: Tensor4D): Promise<number> => {
  let [a, b] = [target.clone(), reference.clone()];
  try {
    const isLarge = () => [a, b].every(({ shape: [, h, w] }) => Math.min(h, w) >= 2 * LEAST_SIDE);
    while (pairsOf(a, b) > MOST_PAIRS && isLarge()) {
      const [nextA, nextB] = tidy(() => [halved(a), halved(b)] as const);
      a.dispose();
      b.dispose();
      [a, b] = [nextA, nextB];
    }
    const there = await places(a, b);
    const back = await places(b, a);
    const { columns } = there;
    let found = 0;
    for (let i = 0; i < there.index.length; i++) {
      const again = back.index[there.index[i]!]!;
      const down = Math.abs(Math.floor(again / columns) - Math.floor(i / columns));
      const right = Math.abs((again % columns) - (i % columns));
      if (down <= NEAR && right <= NEAR) found++;
    }
    return found / there.index.length;
  } finally {
    a.dispose();
    b.dispose();
  }
};

/** See `ReferenceScore`. */
export const scoreReference = (
  { correlation: values }: Correspondences,
  consistency: number,
): ReferenceScore => {
  const correlation = values.reduce((total, value) => total + value, 0) / values.length;
  return { correlation, consistency, score: Math.max(0, correlation) * consistency };
};
