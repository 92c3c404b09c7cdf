import { ConfigError } from '@srkit/core';

/** Largest width or depth a network may have: far above any published one, far below what could be allocated. */
export const MAX_COUNT = 4096;

/** Throws a `ConfigError` unless `value` is an integer in `minimum..MAX_COUNT`. */
export const checkedCount = (owner: string, name: string, value: number, minimum = 1): void => {
  if (!Number.isInteger(value) || value < minimum || value > MAX_COUNT) {
    throw new ConfigError(
      'E_CONFIG_COUNT',
      `${owner}: ${name} is ${value}, expected an integer in ${minimum}..${MAX_COUNT}.`,
    );
  }
};
