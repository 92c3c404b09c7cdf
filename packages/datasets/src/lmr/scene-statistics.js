const BINS = 20;
/** Largest of each histogram's axis. */
const MOST = { overlaps: 1, scaleRatios: 2 };
const byClass = (classes) => {
    const counts = { H: 0, M: 0, L: 0 };
    for (const name of classes)
        counts[name]++;
    return counts;
};
/** Counts values while they come by. */
export class PairCounter {
    #pairs = { H: 0, M: 0, L: 0 };
    #overlaps = new Array(BINS).fill(0);
    #scaleRatios = new Array(BINS).fill(0);
    duplicates = 0;
    add(name, overlap, scaleRatio) {
        const bin = (value, most) => Math.max(0, Math.min(BINS - 1, Math.floor((value / most) * BINS)));
        this.#pairs[name]++;
        this.#overlaps[bin(overlap, MOST.overlaps)]++;
        this.#scaleRatios[bin(scaleRatio, MOST.scaleRatios)]++;
    }
    get totals() {
        return {
            pairs: this.#pairs,
            overlaps: { most: MOST.overlaps, counts: this.#overlaps },
            scaleRatios: { most: MOST.scaleRatios, counts: this.#scaleRatios },
        };
    }
}
/** What groups say of themselves. */
export const groupStatistics = (groups) => {
    const of = (set) => {
        const own = groups.filter((group) => group.set === set);
        const photos = own.flatMap(({ scene, target, references }) => [target, ...references].map(({ photo }) => `${scene}/${photo}`));
        return {
            groups: own.length,
            references: byClass(own.flatMap(({ references }) => references.map((each) => each.class))),
            coverage: new Set(photos).size,
        };
    };
    const [train, test] = [of('train'), of('test')];
    return {
        groups: { train: train.groups, test: test.groups },
        references: { train: train.references, test: test.references },
        coverage: { train: train.coverage, test: test.coverage },
    };
};
/** The sum of two statistics, number by number; axes of histograms stay. */
export const addStatistics = (a, b) => {
    const add = (x, y, name) => {
        if (typeof x === 'number')
            return name === 'most' ? x : x + y;
        if (Array.isArray(x))
            return x.map((value, i) => add(value, y[i], ''));
        const entries = Object.entries(x);
        return Object.fromEntries(entries.map(([key, value]) => [key, add(value, y[key], key)]));
    };
    return add(a, b, '');
};
