import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import { DEFAULT_MAX_PIXELS } from './limits';
/** Options with their defaults. @throws ConfigError for an unknown name or a value of another kind. */
export const checkedDecodeOptions = (options) => {
    refuseUnknownKeys('decodeImage', options, ['maxPixels', 'tolerant', 'signal']);
    const { maxPixels = DEFAULT_MAX_PIXELS, tolerant = false, signal } = options;
    if (!(maxPixels >= 1)) {
        throw new ConfigError('E_CONFIG_MAX_PIXELS', `Expected maxPixels to be 1 or more, got ${maxPixels}.`);
    }
    if (typeof tolerant !== 'boolean') {
        throw new ConfigError('E_CONFIG_TOLERANT', `Expected tolerant to be true or false, got ${tolerant}.`);
    }
    return { maxPixels, tolerant, signal };
};
