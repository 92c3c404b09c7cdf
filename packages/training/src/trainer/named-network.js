import { ConfigError } from '@srkit/core';
import { createNetwork, NETWORK_NAMES } from '@srkit/models';
/**
 * Builds a network by its official name, with initial values of a seed.
 *
 * @throws ConfigError for a name that is none, or options that the network refuses.
 */
export const namedNetwork = ({ type, ...config }, seed) => {
    if (!NETWORK_NAMES.includes(type)) {
        throw new ConfigError('E_CONFIG_NETWORK', `The network is '${type}', expected one of ${NETWORK_NAMES.join(', ')}; or give the Trainer a function that makes yours.`);
    }
    return createNetwork({ name: type, config }, { seed });
};
