import { ConfigError } from '@srkit/core';
import { expect, it } from 'vitest';
import { requestedThreads } from './requested-threads';
it('takes an integer from 1 to 256, or nothing', () => {
    expect(requestedThreads(undefined)).toBeUndefined();
    expect(requestedThreads('')).toBeUndefined();
    expect(requestedThreads('1')).toBe(1);
    expect(requestedThreads(2)).toBe(2);
    expect(requestedThreads('256')).toBe(256);
});
it.each(['0', '-1', '1.5', 'two', '257', '1e9', 'NaN', null, {}, []])('refuses %j, and names it', (value) => {
    expect(() => requestedThreads(value)).toThrow(ConfigError);
    expect(() => requestedThreads(value)).toThrow(/SRKIT_THREADS is '.*', expected an integer from 1 to 256/);
});
