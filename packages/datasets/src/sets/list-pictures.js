import { empty, readMetaInfo } from '../stores/lists';
import { isPictureName } from '../stores/read-picture';
/** @throws DatasetError `E_DATASET_EMPTY`, or for a list that cannot be read. */
export const listPictures = async (store, { metaInfo, folder = '', limit }, signal) => {
    const prefix = folder === '' ? '' : `${folder}/`;
    const names = metaInfo === undefined
        ? (await store.names(signal)).filter((name) => name.startsWith(prefix) && isPictureName(name))
        : (await readMetaInfo(store, metaInfo, signal)).map((name) => prefix + name);
    if (names.length === 0)
        throw empty(`${store.label} has no picture${folder && ` in '${folder}'`}`);
    return names.slice(0, limit);
};
