/** The value that a 32-bit field of a zip has when the true one is in the zip64 extra field. */
export const IN_ZIP64 = 0xffffffff;
/** A 64-bit little-endian number, or NaN if it is beyond 2^53 (and thereby beyond any file). */
export const uint64At = (view, offset) => {
    const value = Number(view.getBigUint64(offset, true));
    return Number.isSafeInteger(value) ? value : Number.NaN;
};
const ZIP64_TAG = 0x0001;
/**
 * The 64-bit values of an extra field block, in the order the format gives them (uncompressed size, compressed
 * size, local header offset; each present only if its 32-bit field is saturated). Undefined if the block is torn.
 */
export const zip64Values = (extra) => {
    let values = [];
    for (let at = 0; at < extra.byteLength;) {
        if (at + 4 > extra.byteLength)
            return undefined;
        const length = extra.getUint16(at + 2, true);
        const end = at + 4 + length;
        if (end > extra.byteLength)
            return undefined;
        if (extra.getUint16(at, true) === ZIP64_TAG) {
            values = [];
            for (let field = at + 4; field + 8 <= end; field += 8)
                values.push(uint64At(extra, field));
        }
        at = end;
    }
    return values;
};
