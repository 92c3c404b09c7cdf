import type { Comparison } from './compare';
import type { GoldenCase } from './golden-case';

export interface OpContext {
  readonly golden: GoldenCase;
}

/** Runs one case against the implementation and compares everything that the case names. */
export type RunOp = (context: OpContext) => Promise<Comparison[]>;

/** A comparison of two plain values. */
export const expectEqual = (name: string, actual: unknown, expected: unknown): Comparison =>
  JSON.stringify(actual) === JSON.stringify(expected)
    ? { name, ok: true, worst: 0 }
    : {
        name,
        ok: false,
        worst: Number.POSITIVE_INFINITY,
        problem: `${name} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`,
      };

/** A comparison that failed for a reason of its own. */
export const failure = (name: string, problem: string): Comparison => ({
  name,
  ok: false,
  worst: Number.POSITIVE_INFINITY,
  problem,
});
