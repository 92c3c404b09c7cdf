import { readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { DatasetError } from '@srkit/core';
import type { ByteSource } from '../stores/byte-source';

/**
 * @param blocking Whether it is read at once: for a thread that has nothing else to do meanwhile.
 * @throws DatasetError `E_DATASET_MISSING` when it is no regular file.
 */
export const openFileSource = async (path: string, blocking = false): Promise<ByteSource> => {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new DatasetError('E_DATASET_MISSING', `'${path}' cannot be opened. Check the path.`, { cause });
  });
  const stats = await file.stat();
  if (!stats.isFile()) {
    await file.close();
    throw new DatasetError('E_DATASET_MISSING', `'${path}' is no file.`);
  }
  return {
    label: `'${path}'`,
    size: stats.size,
    read: async (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, stats.size - offset)));
      let filled = 0;
      while (filled < bytes.length) {
        const place = [filled, bytes.length - filled, offset + filled] as const;
        const bytesRead = blocking
          ? readSync(file.fd, bytes, ...place)
          : (await file.read(bytes, ...place)).bytesRead;
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    },
    close: () => file.close(),
  };
};
