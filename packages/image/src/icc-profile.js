/** Bytes of the fixed header at the front of every ICC profile (ICC.1:2022, section 7.2). */
const HEADER_BYTES = 128;
const ascii = (bytes, from, length) => String.fromCharCode(...bytes.subarray(from, from + length));
/** `RGB `, `GRAY`, `CMYK` and so on; `undefined` when the bytes are not a whole ICC profile. */
const colourSpaceOf = (icc) => {
    if (icc.length < HEADER_BYTES + 4 || ascii(icc, 36, 4) !== 'acsp')
        return undefined;
    if (new DataView(icc.buffer, icc.byteOffset).getUint32(0) !== icc.length)
        return undefined;
    return ascii(icc, 16, 4);
};
/** True when the profile describes pixels with this many channels (alpha does not count). */
export const iccFits = (icc, channels) => colourSpaceOf(icc) === (channels < 3 ? 'GRAY' : 'RGB ');
/** The profile's own description such as `Adobe RGB (1998)`; `undefined` when it has none that can be read. */
export const iccName = (icc) => {
    if (colourSpaceOf(icc) === undefined)
        return undefined;
    const view = new DataView(icc.buffer, icc.byteOffset, icc.byteLength);
    // The count is the file's word: stop at the end of the bytes as well.
    const tags = Math.min(view.getUint32(HEADER_BYTES), Math.floor((icc.length - HEADER_BYTES - 4) / 12));
    for (let i = 0; i < tags; i++) {
        const entry = HEADER_BYTES + 4 + i * 12;
        if (ascii(icc, entry, 4) !== 'desc')
            continue;
        const from = view.getUint32(entry + 4);
        const size = view.getUint32(entry + 8);
        if (from + size > icc.length || size < 12)
            return undefined;
        const name = readDescription(icc.subarray(from, from + size));
        return name === '' ? undefined : name;
    }
    return undefined;
};
const readDescription = (tag) => {
    const view = new DataView(tag.buffer, tag.byteOffset, tag.byteLength);
    const type = ascii(tag, 0, 4);
    if (type === 'desc') {
        const length = Math.min(view.getUint32(8), tag.length - 12);
        return ascii(tag, 12, length).split('\0')[0];
    }
    if (type === 'mluc' && tag.length >= 28 && view.getUint32(8) > 0) {
        const from = view.getUint32(24);
        const length = Math.min(view.getUint32(20), tag.length - from);
        return length > 0 ? new TextDecoder('utf-16be').decode(tag.subarray(from, from + length)) : undefined;
    }
    return undefined;
};
