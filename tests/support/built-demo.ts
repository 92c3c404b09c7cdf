import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { buildPage } from './build-page';

const POLL_MS = 200;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The demo site, built from the sources once for all test files of a run. @returns its folder. */
export const builtDemo = async (): Promise<string> => {
  const folder = join(inject('sharedFolder'), 'demo');
  const [done, failed] = [`${folder}.done`, `${folder}.failed`];
  // Whoever makes the folder first builds.
  const isFirst = await mkdir(folder).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    try {
      await buildPage('apps/demo', folder, true);
    } catch (error) {
      await writeFile(failed, String(error));
      throw error;
    }
    await writeFile(done, '');
    return folder;
  }
  while (!(await exists(done))) {
    if (await exists(failed))
      throw new Error('The demo site could not be built; another test file says why.');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return folder;
};
