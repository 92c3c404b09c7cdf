const isObject = (value) => typeof value === 'object' && value !== null;
/** Tracks reads through all levels. */
export const trackReads = (root) => {
    const reads = new Map();
    const proxies = new Map();
    const proxyOf = (target) => {
        const known = proxies.get(target);
        if (known)
            return known;
        const seen = new Set();
        const proxy = new Proxy(target, {
            get(fields, key, receiver) {
                const value = Reflect.get(fields, key, receiver);
                if (typeof key === 'string' && Object.hasOwn(fields, key))
                    seen.add(key);
                return isObject(value) ? proxyOf(value) : value;
            },
        });
        reads.set(target, seen);
        proxies.set(target, proxy);
        return proxy;
    };
    const unreadOf = (target, path) => Object.entries(target).flatMap(([key, value]) => {
        const at = Array.isArray(target) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
        if (isObject(value) && (reads.get(target)?.has(key) || Object.keys(value).length === 0))
            return unreadOf(value, at);
        return reads.get(target)?.has(key) ? [] : [at];
    });
    return { value: proxyOf(root), unread: () => unreadOf(root, '') };
};
