import { openDegraded } from './sets/degraded';
import { degradationOf, parseDescription, } from './sets/description';
import { openImages } from './sets/images';
import { openPaired } from './sets/paired';
const openParsed = async (set, openStore) => {
    const store = await openStore(set.root);
    switch (set.type) {
        case 'images':
            return openImages(store, set);
        case 'degraded':
            return openDegraded(store, set, { ...set, degradation: degradationOf(set.degradation) });
        case 'paired': {
            const lq = set.lqRoot === undefined ? store : await openStore(set.lqRoot);
            return openPaired({ gt: store, lq }, set, set);
        }
    }
};
/** `openDataset` of a platform, which knows how its roots are opened. */
export const datasetOpener = (openStore) => (description) => openParsed(parseDescription(description), openStore);
