import { ConfigError } from '@srkit/core';
/** Throws a `ConfigError` unless `iteration` is an integer from 1 on. */
export const checkIteration = (owner, iteration) => {
    if (Number.isInteger(iteration) && iteration >= 1)
        return;
    throw new ConfigError('E_CONFIG_ITERATION', `${owner}: iteration is ${iteration}, expected an integer from 1 on.`);
};
/** Throws a `ConfigError` unless a restart weight is given for each of `count`. */
export const checkWeights = (owner, weights, count, what) => {
    if (weights.length === count)
        return;
    throw new ConfigError('E_CONFIG_LENGTH', `${owner}: ${weights.length} restartWeights for ${count} ${what}; expected one for each.`);
};
