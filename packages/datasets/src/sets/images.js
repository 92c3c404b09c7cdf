import { datasetOf } from '../dataset';
import { readPicture } from '../stores/read-picture';
import { listPictures } from './list-pictures';
/** Pictures as they are, as DIV2K, Flickr2K and OST lie on disk. */
export const openImages = async (store, list) => {
    const items = (await listPictures(store, list)).map((name) => ({ name }));
    return datasetOf(items, async ({ name }, { seed }, signal) => ({ name, seed, gt: await readPicture(store, name, signal) }), () => store.close());
};
