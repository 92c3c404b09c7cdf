import { ConfigError } from '@srkit/core';
/** More threads than any processor of today has; beyond it a number is a mistake. */
const MOST_THREADS = 256;
/**
 * What `SRKIT_THREADS` asks for; undefined when it is not set.
 *
 * @throws ConfigError `E_CONFIG_THREADS` for anything but an integer from 1 to 256.
 */
export const requestedThreads = (value) => {
    if (value === undefined || value === '')
        return undefined;
    const threads = Number(value);
    if (Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS)
        return threads;
    throw new ConfigError('E_CONFIG_THREADS', `SRKIT_THREADS is '${String(value)}', expected an integer from 1 to ${MOST_THREADS}. Leave it out to use all cores.`);
};
