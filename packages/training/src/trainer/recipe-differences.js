/** What may change between two starts of a training: how long, how often, and how it is called. */
const FREE = new Set([
    'name',
    'totalIter',
    'logEvery',
    'saveEvery',
    'keepEvery',
    'validateEvery',
]);
const flat = (value, path, into) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        into.set(path, JSON.stringify(value) ?? 'none');
    else
        for (const [key, each] of Object.entries(value))
            flat(each, path ? `${path}.${key}` : key, into);
};
/** Fields in which two recipes differ so that one training cannot go on as the other: `optimG.lr: 0.0001, now 0.0002`. */
export const recipeDifferences = (before, now) => {
    const [old, given] = [new Map(), new Map()];
    flat(before, '', old);
    flat(now, '', given);
    return [...new Set([...old.keys(), ...given.keys()])]
        .filter((path) => !FREE.has(path) && old.get(path) !== given.get(path))
        .map((path) => `${path}: ${old.get(path) ?? 'none'}, now ${given.get(path) ?? 'none'}`);
};
