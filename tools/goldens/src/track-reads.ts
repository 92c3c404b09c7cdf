/** An object of plain JSON that notices which of its fields are read. */
export interface Tracked<T extends object> {
  /** Reads like the original. */
  readonly value: T;
  /** Paths of the fields nobody read, such as `params.items[2].gain`; of a field never read only its own. */
  unread(): string[];
}

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Tracks reads through all levels. */
export const trackReads = <T extends object>(root: T): Tracked<T> => {
  const reads = new Map<object, Set<string>>();
  const proxies = new Map<object, object>();
  const proxyOf = (target: object): object => {
    const known = proxies.get(target);
    if (known) return known;
    const seen = new Set<string>();
    const proxy = new Proxy(target, {
      get(fields, key, receiver) {
        const value: unknown = Reflect.get(fields, key, receiver);
        if (typeof key === 'string' && Object.hasOwn(fields, key)) seen.add(key);
        return isObject(value) ? proxyOf(value) : value;
      },
    });
    reads.set(target, seen);
    proxies.set(target, proxy);
    return proxy;
  };
  const unreadOf = (target: Fields, path: string): string[] =>
    Object.entries(target).flatMap(([key, value]) => {
      const at = Array.isArray(target) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
      if (isObject(value) && (reads.get(target)?.has(key) || Object.keys(value).length === 0))
        return unreadOf(value, at);
      return reads.get(target)?.has(key) ? [] : [at];
    });
  return { value: proxyOf(root) as T, unread: () => unreadOf(root as Fields, '') };
};
