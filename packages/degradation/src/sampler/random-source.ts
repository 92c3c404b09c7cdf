/** Where random decisions come from: a seeded generator, or recorded draws that a test replays. */
export interface RandomSource {
  /** A number in `low..high`. */
  uniform(low: number, high: number): number;
  /** An integer in `low..high`, both included. */
  integer(low: number, high: number): number;
  /** One of `population`, each as likely. */
  choice<T>(population: readonly T[]): T;
  /** One of `population`, in proportion to `weights`. */
  weighted<T>(population: readonly T[], weights: readonly number[]): T;
}

/** True with the given probability: one draw, also where the probability is 0 or 1. */
export const chance = (random: RandomSource, probability: number): boolean =>
  random.uniform(0, 1) < probability;

/** An unsigned 32-bit integer. */
export const seed32 = (random: RandomSource): number => random.integer(0, 0xffffffff);

/** The numbers `0..count-1` in random order (Fisher and Yates). */
export const permutation = (random: RandomSource, count: number): number[] => {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
};
