/** Bytes of one value by its type, 1 (BYTE) to 13 (IFD) and 16 to 18 (BigTIFF's); TIFF 6.0, section 2. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
/** Real directories have 20 to 100 fields. */
const MAX_FIELDS = 1000;
const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
/** @returns undefined for bytes that do not begin like TIFF. */
export const openTiff = (bytes) => {
    if (bytes.length < 16)
        return undefined;
    const view = viewOf(bytes);
    const order = view.getUint16(0);
    if (order !== 0x4949 && order !== 0x4d4d)
        return undefined;
    const littleEndian = order === 0x4949;
    const big = view.getUint16(2, littleEndian) === 43;
    const first = big ? Number(view.getBigUint64(8, littleEndian)) : view.getUint32(4, littleEndian);
    return { bytes, littleEndian, big, first };
};
/** Fields of the directory at `offset`; those whose values lie beyond the end are left out. Nonsense reads as none. */
export const readDirectory = ({ bytes, littleEndian, big }, offset) => {
    const view = viewOf(bytes);
    const wide = (at) => big ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian);
    const [countBytes, entryBytes, wordBytes] = big ? [8, 20, 8] : [2, 12, 4];
    if (offset < 8 || offset + countBytes > bytes.length)
        return [];
    const count = big ? wide(offset) : view.getUint16(offset, littleEndian);
    const fields = [];
    for (let i = 0; i < Math.min(count, MAX_FIELDS); i++) {
        const entry = offset + countBytes + i * entryBytes;
        if (entry + entryBytes > bytes.length)
            break;
        const type = view.getUint16(entry + 2, littleEndian);
        const values = wide(entry + 4);
        const size = values * (TYPE_BYTES[type] ?? 0);
        const at = size <= wordBytes ? entry + 4 + wordBytes : wide(entry + 4 + wordBytes);
        if (size === 0 || at + size > bytes.length)
            continue;
        const tag = view.getUint16(entry, littleEndian);
        fields.push({ tag, type, count: values, data: bytes.subarray(at, at + size) });
    }
    return fields;
};
/** The whole numbers of a field: bytes, shorts, longs, offsets. Others read as none. */
export const wholeNumbers = ({ littleEndian }, { type, count, data }) => {
    const view = viewOf(data);
    const size = TYPE_BYTES[type];
    if (![1, 3, 4, 13, 16, 18].includes(type))
        return [];
    return Array.from({ length: Math.min(count, MAX_FIELDS) }, (_, i) => {
        if (size === 1)
            return view.getUint8(i);
        if (size === 2)
            return view.getUint16(i * 2, littleEndian);
        return size === 4 ? view.getUint32(i * 4, littleEndian) : Number(view.getBigUint64(i * 8, littleEndian));
    });
};
/** Numerators over denominators of a field's values; none for other types. */
export const rationalsOf = ({ littleEndian }, { type, count, data }) => {
    if (type !== 5)
        return [];
    const view = viewOf(data);
    const at = (i) => view.getUint32(4 * i, littleEndian);
    return Array.from({ length: Math.min(count, MAX_FIELDS) }, (_, i) => at(2 * i) / at(2 * i + 1));
};
