import { readFileSync } from 'node:fs';
/** A trusting reader for files we made, independent of the package: what the goldens expect. */
export const readGoldenTensors = (path) => parseGoldenTensors(readFileSync(path));
/** The same of a file's bytes. */
export const parseGoldenTensors = (bytes) => {
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const start = 8 + Number(file.readBigUInt64LE(0));
    const header = JSON.parse(file.toString('utf8', 8, start));
    return new Map(Object.entries(header)
        .filter(([name]) => name !== '__metadata__')
        .map(([name, { dtype, shape, data_offsets: [begin, end], },]) => [name, { dtype, shape, bytes: new Uint8Array(file.subarray(start + begin, start + end)) }]));
};
