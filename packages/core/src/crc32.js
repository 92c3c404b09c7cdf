/** Reflected polynomial of CRC-32 as zip uses it. */
const POLYNOMIAL = 0xedb88320;
/** Bytes taken in one step ("slicing by 8": Kounavis and Berry, 2005), about 1 GB/s instead of 300 MB/s. */
const SLICES = 8;
const makeTables = () => {
    const tables = new Uint32Array(256 * SLICES);
    for (let byte = 0; byte < 256; byte++) {
        let value = byte;
        for (let bit = 0; bit < 8; bit++)
            value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
        tables[byte] = value;
    }
    for (let i = 256; i < tables.length; i++) {
        const previous = tables[i - 256];
        tables[i] = (previous >>> 8) ^ tables[previous & 0xff];
    }
    return tables;
};
const T = makeTables();
/** CRC-32 of zip, gzip and PNG (ISO 3309), as an unsigned 32-bit number. */
export const crc32 = (bytes) => {
    let crc = 0xffffffff;
    let i = 0;
    for (const end = bytes.length - (SLICES - 1); i < end; i += SLICES) {
        crc ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
        crc =
            T[0x700 + (crc & 0xff)] ^
                T[0x600 + ((crc >>> 8) & 0xff)] ^
                T[0x500 + ((crc >>> 16) & 0xff)] ^
                T[0x400 + (crc >>> 24)] ^
                T[0x300 + bytes[i + 4]] ^
                T[0x200 + bytes[i + 5]] ^
                T[0x100 + bytes[i + 6]] ^
                T[bytes[i + 7]];
    }
    for (; i < bytes.length; i++)
        crc = (crc >>> 8) ^ T[(crc ^ bytes[i]) & 0xff];
    return ~crc >>> 0;
};
