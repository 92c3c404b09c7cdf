import { ConfigError } from '@srkit/core';
/** Throws a `ConfigError` unless `value` is one of `choices`. */
export const checkedChoice = (owner, name, value, choices) => {
    if (choices.includes(value))
        return value;
    throw new ConfigError('E_CONFIG_CHOICE', `${owner}: ${name} is ${JSON.stringify(value)}, expected one of ${choices.map((choice) => `'${choice}'`).join(', ')}.`);
};
