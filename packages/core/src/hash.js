/** 32-bit FNV-1a of a text's UTF-8 bytes, as an unsigned integer (Fowler, Noll, Vo). */
export const fnv1a32 = (text) => {
    let hash = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(text))
        hash = Math.imul(hash ^ byte, 0x01000193);
    return hash >>> 0;
};
/**
 * The finaliser of MurmurHash3 (Appleby), which lets every bit of a word reach every other: a bijection of 32-bit
 * integers, signed as bitwise operators give them. Of a word of more bits the lowest 32 count.
 */
export const mixBits = (word) => {
    let hash = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return hash ^ (hash >>> 16);
};
