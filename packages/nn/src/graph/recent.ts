/** What was made lately, at most so many by key: the one used longest ago goes first. */
export class Recent<T> {
  readonly #most: number;
  readonly #known = new Map<string, T>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): T | undefined {
    const known = this.#known.get(key);
    if (known === undefined) return undefined;
    this.#known.delete(key);
    this.#known.set(key, known);
    return known;
  }

  set(key: string, value: T): T {
    this.#known.set(key, value);
    if (this.#known.size > this.#most) this.#known.delete(this.#known.keys().next().value as string);
    return value;
  }
}

/** The same for each owner, and no longer than it. */
export const recentOf = <Owner extends object, T>(most: number): ((owner: Owner) => Recent<T>) => {
  const all = new WeakMap<Owner, Recent<T>>();
  return (owner) => {
    const known = all.get(owner) ?? new Recent<T>(most);
    all.set(owner, known);
    return known;
  };
};
