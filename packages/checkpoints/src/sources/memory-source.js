import { assertRange } from './byte-source';
/** A file that is in memory already. Reads are views; the bytes must not change while it is in use. */
export const memorySource = (bytes, label = 'checkpoint in memory') => {
    const source = {
        label,
        byteLength: bytes.byteLength,
        async read(offset, length, signal) {
            signal?.throwIfAborted();
            assertRange(source, offset, length);
            return bytes.subarray(offset, offset + length);
        },
        async close() { },
    };
    return source;
};
