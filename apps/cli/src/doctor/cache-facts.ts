import { readdir, stat } from 'node:fs/promises';
import { cachedPath, cacheFolder } from '../model/cache-folder';

/** The folder of pulled models and what is in it. Plain data. */
export interface CacheFacts {
  readonly folder: string;
  readonly models: readonly { readonly file: string; readonly bytes: number }[];
}

export const cacheFacts = async (): Promise<CacheFacts> => {
  const folder = cacheFolder();
  const names = await readdir(folder).catch(() => []);
  const models: { file: string; bytes: number }[] = [];
  for (const file of names.filter((name) => /\.(pth|pt|ckpt|safetensors)$/i.test(name)).sort()) {
    models.push({ file, bytes: (await stat(cachedPath(file, folder))).size });
  }
  return { folder, models };
};
