/** Equal parts of the unit interval with an entry of their own in a guide. */
export const GUIDE = 256;
/** Probabilities below this fraction of the largest one are no longer seen in 32 bits. */
const NEGLIGIBLE = 2 ** -50;
/** The counts from `first` on that a rate gives, and their probabilities. Only exact arithmetic, so that machines agree. */
const probabilities = (rate) => {
    const mode = Math.floor(rate);
    const values = [1];
    for (let k = mode, p = 1; k > 0; k--) {
        p *= k / rate;
        if (p < NEGLIGIBLE)
            break;
        values.push(p);
    }
    const first = mode - values.length + 1;
    values.reverse();
    for (let k = mode + 1, p = rate / k; p >= NEGLIGIBLE; k++, p *= rate / k)
        values.push(p);
    const sum = values.reduce((total, p) => total + p, 0);
    return { first, values: values.map((p) => p / sum) };
};
const build = (vals) => {
    const bounds = [];
    const firsts = new Int32Array(256);
    const guide = new Uint16Array(256 * GUIDE);
    for (let level = 0; level < 256; level++) {
        const { first, values } = probabilities(Math.fround(level / 255) * vals);
        firsts[level] = bounds.length - first;
        let [cumulative, entry] = [0, 0];
        for (const probability of values) {
            cumulative += probability;
            const draws = Math.round(cumulative * 2 ** 32);
            if (draws === 0) {
                // Too rare to be drawn at all: the counts start with the next one.
                firsts[level]--;
                continue;
            }
            while (entry < GUIDE && entry * (2 ** 32 / GUIDE) < draws)
                guide[level * GUIDE + entry++] = bounds.length;
            bounds.push(draws - 1);
            if (draws >= 2 ** 32)
                break;
        }
        // Where the sum ends just below one, the last count takes what is left.
        bounds[bounds.length - 1] = 2 ** 32 - 1;
    }
    return { bounds: Uint32Array.from(bounds), firsts, guide };
};
/** `vals` is a power of two up to 256, so these are nine tables at most, of some 300 KiB. */
const tables = new Map();
/** The table for `vals`, computed when it is first asked for. */
export const poissonTable = (vals) => {
    let table = tables.get(vals);
    if (!table) {
        table = build(vals);
        tables.set(vals, table);
    }
    return table;
};
