import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder that all test files of a run share, removed at its end. */
    sharedFolder: string;
  }
}

/** Run by vitest once, before all test files. */
export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'srkit-tests-'));
  provide('sharedFolder', folder);
  return () => rm(folder, { recursive: true, force: true });
};
