import { ConfigError } from '@srkit/core';
const MAX_SHOWN = 60;
const MAX_SHOWN_ITEMS = 8;
/** Lists in lists that are shown: a pair in a list. A list may be nested thousands deep, or contain itself. */
const MAX_SHOWN_DEPTH = 2;
/** A value as an error shows it: short, whatever it is. */
const shown = (value, depth = 0) => {
    if (Array.isArray(value)) {
        if (value.length > MAX_SHOWN_ITEMS || depth >= MAX_SHOWN_DEPTH)
            return `a list of ${value.length}`;
        return `[${value.map((item) => shown(item, depth + 1)).join(', ')}]`;
    }
    if (typeof value === 'object' && value !== null)
        return 'an object';
    if (typeof value !== 'string')
        return String(value);
    return JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}...` : value);
};
/** The error of one wrong value: where, what came, what was expected. */
export const invalid = ({ name, code }, path, value, expected) => new ConfigError(code, `${name}: ${path || 'it'} is ${shown(value)}, expected ${expected}.`);
