import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What identifies a checkpoint without reading it: its size and time, or its URL. */
const checkpointIdentity = (source: string): unknown => {
  if (/^https?:/i.test(source)) return source;
  const found = statSync(source.startsWith('file:') ? fileURLToPath(source) : source, {
    throwIfNoEntry: false,
  });
  return [source, found?.size, found?.mtimeMs];
};

/** A short text that two runs share when their options and checkpoints are the same. */
export const jobIdentity = (options: unknown, checkpoints: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([options, checkpoints.map(checkpointIdentity)]))
    .digest('hex')
    .slice(0, 16);
