import type { Root } from '../sets/description';
import { openPageStore } from '../stores/open-store';
import type { Store } from '../stores/store';
import { openFolder } from './folder-store';

/** Opens a root in Node: a path, or what a page has as well. */
export const openStore = async (root: Root): Promise<Store> =>
  typeof root === 'string' ? openFolder(root) : openPageStore(root);
