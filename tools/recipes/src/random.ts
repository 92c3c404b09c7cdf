import { randomAt } from '@srkit/core';
import type { Pick } from './crop-batch';
import type { TrainingSet } from './training-set';

export interface Drawn {
  readonly set: TrainingSet;
  readonly picks: readonly Pick[];
}

const weightOf = ({ weight = 1 }: TrainingSet): number => weight;

/** A set, each as likely as it weighs. @param random in [0, 1). */
const drawSet = (sets: readonly TrainingSet[], random: number): TrainingSet => {
  let left = random * sets.reduce((sum, set) => sum + weightOf(set), 0);
  for (const set of sets) {
    left -= weightOf(set);
    if (left < 0) return set;
  }
  return sets.at(-1) as TrainingSet;
};

/** Numbers that one square takes. */
const EACH = 4;

/** The squares of a step: a set, and from it any squares of any pictures, turned and mirrored. */
export const drawPicks = (
  sets: readonly TrainingSet[],
  {
    seed,
    step,
    count,
    side,
  }: { readonly seed: number; readonly step: number; readonly count: number; readonly side: number },
): Drawn => {
  const below = (index: number, limit: number): number => Math.floor(randomAt(seed, step, index) * limit);
  const set = drawSet(sets, randomAt(seed, step, 0));
  const [pictures, height, width] = set.lq.shape;
  const picks = Array.from({ length: count }, (_, i) => ({
    picture: below(1 + i * EACH, pictures),
    y: below(2 + i * EACH, height - side + 1),
    x: below(3 + i * EACH, width - side + 1),
    symmetry: below(4 + i * EACH, 8),
  }));
  return { set, picks };
};
