/** Codes of at most this many bits are looked up at once. */
const LOOKAHEAD = 8;
const MAX_CODE_BITS = 16;
/**
 * Makes a table from a DHT segment (ITU T.81, annex C).
 *
 * @param counts Codes of each length, 16 of them.
 * @returns undefined when the counts describe no prefix code.
 */
export const huffmanTable = (counts, symbols) => {
    const fast = new Uint16Array(2 ** LOOKAHEAD);
    const maxCode = new Int32Array(MAX_CODE_BITS + 1).fill(-1);
    const delta = new Int32Array(MAX_CODE_BITS + 1);
    let code = 0;
    let at = 0;
    for (let length = 1; length <= MAX_CODE_BITS; length++) {
        const count = counts[length - 1];
        delta[length] = at - code;
        for (let i = 0; i < count; i++, code++, at++) {
            if (length > LOOKAHEAD)
                continue;
            const rest = LOOKAHEAD - length;
            fast.fill((length << 8) | symbols[at], code << rest, (code + 1) << rest);
        }
        if (count > 0)
            maxCode[length] = code - 1;
        if (code > 2 ** length)
            return undefined;
        code <<= 1;
    }
    return { fast, maxCode, delta, symbols };
};
