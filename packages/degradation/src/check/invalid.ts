import { ConfigError } from '@srkit/core';

const MAX_SHOWN = 60;
const MAX_SHOWN_ITEMS = 8;

/** Lists in lists that are shown: a pair in a list. A list may be nested thousands deep, or contain itself. */
const MAX_SHOWN_DEPTH = 2;

/** A value as an error shows it: short, whatever it is. */
const shown = (value: unknown, depth = 0): string => {
  if (Array.isArray(value)) {
    if (value.length > MAX_SHOWN_ITEMS || depth >= MAX_SHOWN_DEPTH) return `a list of ${value.length}`;
    return `[${value.map((item) => shown(item, depth + 1)).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}...` : value);
};

/** What is checked: its name in messages and the code of its errors. */
export interface Subject {
  readonly name: string;
  readonly code: string;
}

/** The error of one wrong value: where, what came, what was expected. */
export const invalid = (
  { name, code }: Subject,
  path: string,
  value: unknown,
  expected: string,
): ConfigError => new ConfigError(code, `${name}: ${path || 'it'} is ${shown(value)}, expected ${expected}.`);
