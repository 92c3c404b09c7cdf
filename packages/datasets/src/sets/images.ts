import { type Dataset, datasetOf } from '../dataset';
import type { PictureSample } from '../samples';
import { readPicture } from '../stores/read-picture';
import type { Store } from '../stores/store';
import { listPictures, type PictureList } from './list-pictures';

/** Pictures as they are, as DIV2K, Flickr2K and OST lie on disk. */
export const openImages = async (store: Store, list: PictureList): Promise<Dataset<PictureSample>> => {
  const items = (await listPictures(store, list)).map((name) => ({ name }));
  return datasetOf(
    items,
    async ({ name }, { seed }, signal) => ({ name, seed, gt: await readPicture(store, name, signal) }),
    () => store.close(),
  );
};
