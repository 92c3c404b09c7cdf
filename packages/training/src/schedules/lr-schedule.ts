import { ConfigError } from '@srkit/core';

/** A learning rate that was in force during an iteration, from which a schedule goes on. */
export interface RunningRate {
  readonly iteration: number;
  readonly lr: number;
}

/**
 * The learning rate of an iteration, counted from 1. A pure function, so that resuming needs no state.
 *
 * Official schedulers step before every iteration but the first: iteration `i` has the rate after `i - 1` steps, and a
 * milestone M first acts in iteration M + 1.
 *
 * @param iteration From 1 on.
 * @param initialLr The group's rate at the start.
 * @param running Go on from this rate of an earlier iteration; default: from `initialLr` in iteration 1.
 */
export type LrSchedule = (iteration: number, initialLr: number, running?: RunningRate) => number;

/** Throws a `ConfigError` unless `iteration` is an integer from 1 on. */
export const checkIteration = (owner: string, iteration: number): void => {
  if (Number.isInteger(iteration) && iteration >= 1) return;
  throw new ConfigError(
    'E_CONFIG_ITERATION',
    `${owner}: iteration is ${iteration}, expected an integer from 1 on.`,
  );
};

/** Throws a `ConfigError` unless a restart weight is given for each of `count`. */
export const checkWeights = (
  owner: string,
  weights: readonly number[],
  count: number,
  what: string,
): void => {
  if (weights.length === count) return;
  throw new ConfigError(
    'E_CONFIG_LENGTH',
    `${owner}: ${weights.length} restartWeights for ${count} ${what}; expected one for each.`,
  );
};
