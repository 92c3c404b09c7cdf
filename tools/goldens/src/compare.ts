/** When an output passes: `|a - ref| <= abs + rel * |ref| + rel_max * max|ref|` for all but `outliers` of it. */
export interface Tolerance {
  readonly abs?: number;
  readonly rel?: number;
  readonly rel_max?: number;
  /** Fraction of the elements that may miss the bound. Default 0. */
  readonly outliers?: number;
  /** What those may differ at most. */
  readonly outlier_abs?: number;
}

export interface Comparison {
  readonly name: string;
  readonly ok: boolean;
  /** Largest difference over its bound; at most 1 where nothing misses. */
  readonly worst: number;
  /** Why it failed, in a few words. */
  readonly problem?: string;
}

/** A computed output to hold against its reference. */
export interface Computed {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** Compares one output. NaN (unless the reference is NaN there too), and a wrong shape, always fail. */
export const compare = (
  name: string,
  actual: Computed,
  expected: Computed,
  tolerance: Tolerance,
): Comparison => {
  const fail = (problem: string): Comparison => ({
    name,
    ok: false,
    worst: Number.POSITIVE_INFINITY,
    problem,
  });
  if (actual.shape.join() !== expected.shape.join()) {
    return fail(`${name} has shape [${actual.shape}], expected [${expected.shape}]`);
  }
  if (actual.values.length !== expected.values.length) {
    return fail(`${name} has ${actual.values.length} values, expected ${expected.values.length}`);
  }
  const { abs = 0, rel = 0, rel_max = 0, outliers = 0, outlier_abs = Number.POSITIVE_INFINITY } = tolerance;
  let largest = 0;
  for (let i = 0; i < expected.values.length; i++) {
    const magnitude = Math.abs(expected.values[i]!);
    if (magnitude > largest && magnitude < Number.POSITIVE_INFINITY) largest = magnitude;
  }
  let missed = 0;
  let worst = 0;
  for (let i = 0; i < expected.values.length; i++) {
    const [a, b] = [actual.values[i]!, expected.values[i]!];
    if (Object.is(a, b) || a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
    const difference = Math.abs(a - b);
    const bound = abs + rel * Math.abs(b) + rel_max * largest;
    if (!Number.isFinite(difference)) return fail(`${name}[${i}] is ${a}, expected ${b}`);
    worst = Math.max(worst, bound > 0 ? difference / bound : Number.POSITIVE_INFINITY);
    if (difference <= bound) continue;
    missed++;
    if (difference > outlier_abs) return fail(`${name}[${i}] is ${a}, expected ${b} +- ${outlier_abs}`);
    if (missed > outliers * expected.values.length) {
      return fail(`${name}[${i}] is ${a}, expected ${b} +- ${bound}`);
    }
  }
  return { name, ok: true, worst };
};
