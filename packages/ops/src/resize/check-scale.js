import { ConfigError } from '@srkit/core';
/** @throws ConfigError `E_CONFIG_SCALE` when a scale factor is not a positive, finite number. */
export const checkScale = (op, name, scale) => {
    if (!(scale > 0 && Number.isFinite(scale))) {
        throw new ConfigError('E_CONFIG_SCALE', `${op}: ${name} is ${scale}, expected a finite number above 0 such as 0.5 or 2.`);
    }
};
