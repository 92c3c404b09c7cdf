import { ConfigError } from '@srkit/core';
import { openFiles, openHandle } from './page-files';
/** Opens what is no path: files, a folder handle, a store that is open already. */
export const openPageStore = async (root) => {
    if (typeof root === 'string') {
        throw new ConfigError('E_CONFIG_DATASET', `dataset.root is '${root}', but a page has no file system. Give files (<input type="file" webkitdirectory multiple>) or showDirectoryPicker()'s handle.`);
    }
    if (Array.isArray(root))
        return openFiles(root);
    if ('kind' in root)
        return openHandle(root);
    return root;
};
