import { type BigIntStats, statSync } from 'node:fs';

/** What lies at a path, after links; undefined for nothing, or nothing that can be seen. */
export const statFile = (path: string): BigIntStats | undefined => {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
};
