import { assertRange, type ByteSource } from './byte-source';

/** A file that is in memory already. Reads are views; the bytes must not change while it is in use. */
export const memorySource = (bytes: Uint8Array, label = 'checkpoint in memory'): ByteSource => {
  const source: ByteSource = {
    label,
    byteLength: bytes.byteLength,
    async read(offset, length, signal) {
      signal?.throwIfAborted();
      assertRange(source, offset, length);
      return bytes.subarray(offset, offset + length);
    },
    async close() {},
  };
  return source;
};
