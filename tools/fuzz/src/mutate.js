/** Longest file that a mutation makes. */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_MUTATIONS = 4;
const MAX_REPEATS = 20_000;
const below = (random, end) => Math.floor(random() * end);
const joined = (...parts) => new Uint8Array(Buffer.concat(parts));
/** Numbers that tend to matter: all ones, signs, zero, powers of two; brackets and separators of text. */
const EXTREMES = [
    [0xff, 0xff, 0xff, 0xff],
    [0xff, 0xff, 0xff, 0x7f],
    [0, 0, 0, 0x80],
    [0, 0, 0, 0],
    [0x7f, 0xff],
    [0x80],
    [0x5b],
    [0x7b],
    [0x2a, 0x61],
    [0x31, 0x65, 0x39, 0x39],
];
const MUTATIONS = [
    (file, random) => {
        const copy = file.slice();
        copy[below(random, copy.length)] ^= 1 << below(random, 8);
        return copy;
    },
    (file, random) => {
        const copy = file.slice();
        const at = below(random, copy.length);
        copy.set(EXTREMES[below(random, EXTREMES.length)].slice(0, copy.length - at), at);
        return copy;
    },
    (file, random) => {
        const copy = file.slice();
        const at = below(random, copy.length);
        for (let i = at; i < Math.min(copy.length, at + 1 + below(random, 16)); i++)
            copy[i] = below(random, 256);
        return copy;
    },
    (file, random) => {
        const [a, b] = [below(random, file.length), below(random, file.length)];
        return joined(file.subarray(0, Math.min(a, b)), file.subarray(Math.max(a, b)));
    },
    // A part again and again: what a reader does for each element it does many times.
    (file, random) => {
        const at = below(random, file.length);
        const part = file.subarray(at, at + 1 + below(random, 64));
        const most = Math.max(1, Math.floor((MAX_BYTES - file.length) / part.length));
        const times = Math.min(most, 1 + below(random, random() < 0.1 ? MAX_REPEATS : 8));
        return joined(file.subarray(0, at), ...Array(times).fill(part), file.subarray(at));
    },
    (file, random) => file.subarray(0, below(random, file.length)),
];
/** The file, damaged in one to four ways. */
export const mutate = (file, random) => {
    let damaged = file;
    for (let left = 1 + below(random, MAX_MUTATIONS); left > 0 && damaged.length > 0; left--) {
        damaged = MUTATIONS[below(random, MUTATIONS.length)](damaged, random);
    }
    return damaged;
};
