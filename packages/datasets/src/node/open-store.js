import { openPageStore } from '../stores/open-store';
import { openFolder } from './folder-store';
/** Opens a root in Node: a path, or what a page has as well. */
export const openStore = async (root) => typeof root === 'string' ? openFolder(root) : openPageStore(root);
