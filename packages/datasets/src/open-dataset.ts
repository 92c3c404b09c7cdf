import type { Dataset } from './dataset';
import type { Sample } from './samples';
import { openDegraded } from './sets/degraded';
import {
  type Description,
  degradationOf,
  type Parsed,
  parseDescription,
  type Root,
  type SampleOf,
} from './sets/description';
import { openImages } from './sets/images';
import { openPaired } from './sets/paired';
import type { Store } from './stores/store';

const openParsed = async (
  set: Parsed,
  openStore: (root: Root) => Promise<Store>,
): Promise<Dataset<Sample>> => {
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
export const datasetOpener =
  (openStore: (root: Root) => Promise<Store>) =>
  <D extends Description>(description: D): Promise<Dataset<SampleOf[D['type']]>> =>
    openParsed(parseDescription(description), openStore) as Promise<Dataset<SampleOf[D['type']]>>;
