import { ConfigError } from '@srkit/core';
import { checkedCount } from '@srkit/nn';
/** Throws a `ConfigError` unless `groups` is a positive integer that divides `channels`. */
export const checkedGroups = (owner, name, groups, channels) => {
    checkedCount(owner, name, groups);
    if (channels % groups !== 0) {
        throw new ConfigError('E_CONFIG_GROUPS', `${owner}: ${name} is ${groups}, expected a divisor of the ${channels} channels.`);
    }
};
