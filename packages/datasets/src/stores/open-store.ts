import { ConfigError } from '@srkit/core';
import type { Root } from '../sets/description';
import { type DirectoryHandle, openFiles, openHandle } from './page-files';
import type { Store } from './store';

/** Opens what is no path: files, a folder handle, a store that is open already. */
export const openPageStore = async (root: Root): Promise<Store> => {
  if (typeof root === 'string') {
    throw new ConfigError(
      'E_CONFIG_DATASET',
      `dataset.root is '${root}', but a page has no file system. Give files (<input type="file" webkitdirectory multiple>) or showDirectoryPicker()'s handle.`,
    );
  }
  if (Array.isArray(root)) return openFiles(root as readonly File[]);
  if ('kind' in root) return openHandle(root as DirectoryHandle);
  return root as Store;
};
