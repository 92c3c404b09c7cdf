import { ConfigError } from '@srkit/core';
import { type Architecture, createNetwork, NETWORK_NAMES, type NetworkName } from '@srkit/models';
import type { Module } from '@srkit/nn';

/** A network of a recipe: its official name, and its options beside it. */
export interface NamedNetwork {
  readonly type: string;
  readonly [option: string]: unknown;
}

/**
 * Builds a network by its official name, with initial values of a seed.
 *
 * @param deferred whether the values are made when they are first asked for: those of a large network take a second, for nothing
 *   where others are loaded.
 * @throws ConfigError for a name that is none, or options that the network refuses.
 */
export const namedNetwork = ({ type, ...config }: NamedNetwork, seed: number, deferred = false): Module => {
  if (!NETWORK_NAMES.includes(type as NetworkName)) {
    throw new ConfigError(
      'E_CONFIG_NETWORK',
      `The network is '${type}', expected one of ${NETWORK_NAMES.join(', ')}; or give the Trainer a function that makes yours.`,
    );
  }
  return createNetwork({ name: type, config } as unknown as Architecture, { seed, deferred });
};
