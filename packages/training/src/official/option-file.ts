import { ConfigError } from '@srkit/core';
import { parse, parseDocument, type ScalarTag, YAMLError } from 'yaml';

/** Longest option file that is read, ten times the official ones: the parser's time grows faster than the text. */
const MAX_LENGTH = 2 ** 16;

/** Python's `!!float` takes whole numbers too, which the parser's own tag leaves as text. */
const FLOAT: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  resolve: (text) => (Number.isNaN(Number(text)) ? text : Number(text)),
};

// As PyYAML, which reads these files for the official code, follows it.
const YAML_1_1 = { version: '1.1', logLevel: 'error', customTags: [FLOAT] } as const;

const bad = (message: string, cause?: unknown): ConfigError =>
  new ConfigError('E_CONFIG_OPTION_FILE', `option file: ${message}`, { cause });

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names that would change every object. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * An option file as plain data, with values set over it: `train.optim_g.lr=2e-4`. Values are YAML.
 *
 * @throws ConfigError `E_CONFIG_OPTION_FILE` where the text is no YAML, with its line, or a setting has no `=`.
 */
export const readOptionFile = (text: string, settings: readonly string[] = []): Record<string, unknown> => {
  if (text.length > MAX_LENGTH)
    throw bad(`it has ${text.length} characters, expected at most ${MAX_LENGTH}.`);
  let document: unknown;
  try {
    const parsed = parseDocument(text, { ...YAML_1_1, customTags: [FLOAT] });
    const [error] = parsed.errors;
    if (error) throw error;
    document = parsed.toJS();
  } catch (cause) {
    const reason = cause instanceof YAMLError ? cause.message : `it is nested too deeply (${cause})`;
    throw bad(`this is not valid YAML. ${reason}`, cause);
  }
  if (!isMap(document)) throw bad('expected keys such as model_type and train at the top.');
  for (const setting of settings) set(document, setting);
  return document;
};

const set = (document: Record<string, unknown>, setting: string): void => {
  const at = setting.indexOf('=');
  const path = setting.slice(0, at).split('.');
  if (at < 1 || path.some((key) => key === '' || FORBIDDEN.has(key))) {
    throw bad(`'${setting}' sets nothing; expected a.b.c=value, such as train.optim_g.lr=2e-4.`);
  }
  let map = document;
  for (const key of path.slice(0, -1)) {
    if (!isMap(map[key])) map[key] = {};
    map = map[key] as Record<string, unknown>;
  }
  const value = setting.slice(at + 1);
  try {
    // YAML 1.1 knows 2e-4 as text alone, which nobody means.
    const parsed: unknown = parse(value, { ...YAML_1_1, customTags: [FLOAT] });
    const isNumber = typeof parsed === 'string' && /^[-+]?[\d.]+e[-+]?\d+$/i.test(parsed);
    map[path.at(-1) as string] = isNumber ? Number(parsed) : parsed;
  } catch (cause) {
    throw bad(`the value of '${setting}' is no YAML.`, cause);
  }
};
