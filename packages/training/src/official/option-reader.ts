import { ConfigError, refuseUnknownKeys } from '@srkit/core';

/** A key of the file that changes nothing here, and why. */
export interface IdleOption {
  readonly key: string;
  readonly value: unknown;
  readonly why: string;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
};

type Kinds = { number: number; boolean: boolean; string: string };

/**
 * Reads keys of an option file, and knows at the end which nobody has read: each key is honoured, named as idle, or refused.
 */
export class OptionReader {
  readonly #document: Readonly<Record<string, unknown>>;
  readonly #read = new Set<string>();
  readonly idle: IdleOption[] = [];

  constructor(document: Readonly<Record<string, unknown>>) {
    this.#document = document;
  }

  /** What stands at a path; undefined for nothing and for `~`. */
  peek(path: string): unknown {
    let value: unknown = this.#document;
    for (const key of path.split('.'))
      value = isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    return value ?? undefined;
  }

  /** The first of several paths at which something stands; all are read. */
  any(...paths: readonly string[]): unknown {
    for (const path of paths) this.#read.add(path);
    return paths.map((path) => this.peek(path)).find((value) => value !== undefined);
  }

  /** The same, of a type. @throws ConfigError for another, or where the paths, which are names of one thing, differ. */
  get<K extends keyof Kinds>(kind: K, ...paths: readonly string[]): Kinds[K] | undefined {
    const value = this.any(...paths);
    const given = paths.filter((path) => this.peek(path) !== undefined);
    const other = given.find((path) => JSON.stringify(this.peek(path)) !== JSON.stringify(value));
    if (other !== undefined)
      throw new ConfigError(
        'E_CONFIG_OPTION_FILE',
        `option file: ${given[0]} is ${shown(value)} and ${other} is ${shown(this.peek(other))}, which are names of one thing. Set both to one value.`,
      );
    if (value === undefined || typeof value === kind) return value as Kinds[K] | undefined;
    throw this.wrong(paths.find((path) => this.peek(path) !== undefined) as string, `a ${kind}`);
  }

  /** A map whose keys are all read. */
  map(path: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.any(path);
    if (value === undefined || isMap(value)) return value;
    throw this.wrong(path, 'keys and values');
  }

  /** Names a key that has no meaning here. */
  ignore(path: string, why: string): void {
    this.#read.add(path);
    const value = this.peek(path);
    if (value !== undefined) this.idle.push({ key: path, value, why });
  }

  /** A key that can have one value only here. @throws ConfigError for another. */
  fixed(path: string, expected: unknown, why: string): void {
    const value = this.peek(path);
    if (value !== undefined && JSON.stringify(value) !== JSON.stringify(expected))
      throw this.wrong(path, `${shown(expected)} (${why})`);
    this.ignore(path, why);
  }

  wrong(path: string, expected: string): ConfigError {
    return new ConfigError(
      'E_CONFIG_OPTION_FILE',
      `option file: ${path} is ${shown(this.peek(path))}, expected ${expected}.`,
    );
  }

  /** @throws ConfigError for keys that nobody has read, with the nearest that there is. */
  finish(): void {
    this.#refuse(this.#document, '');
  }

  #refuse(map: Readonly<Record<string, unknown>>, prefix: string): void {
    for (const [key, value] of Object.entries(map)) {
      const path = prefix + key;
      if (this.#read.has(path)) continue;
      const below = [...this.#read].some((each) => each.startsWith(`${path}.`));
      if (below && (isMap(value) || value === null)) {
        if (value !== null) this.#refuse(value as Readonly<Record<string, unknown>>, `${path}.`);
        continue;
      }
      const siblings = [...this.#read].filter((each) => each.startsWith(prefix));
      const known = [...new Set(siblings.map((each) => each.slice(prefix.length).split('.')[0] as string))];
      refuseUnknownKeys(`option file: ${prefix.slice(0, -1) || 'top'}`, { [key]: value }, known);
    }
  }
}
