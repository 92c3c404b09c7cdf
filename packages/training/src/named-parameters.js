import { ConfigError } from '@srkit/core';
/** The parameters by name, or a `ConfigError` for a name that comes twice. */
export const parameterMap = (owner, parameters) => {
    const map = new Map();
    for (const [name, parameter] of parameters) {
        if (map.has(name)) {
            throw new ConfigError('E_CONFIG_DUPLICATE', `${owner}: the parameter '${name}' was given twice.`);
        }
        map.set(name, parameter);
    }
    return map;
};
