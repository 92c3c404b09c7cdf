import type { Dataset } from './dataset';
import { type DrawsOf, seededDraws } from './random/draws';
import type { Sample } from './samples';
import { openContrastive, openContrastiveTest } from './sets/contrastive/contrastive';
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
import { openCufed, openCufed5, openReferencePairs } from './sets/reference/cufed';
import { openLmr, openMegadepthPairs } from './sets/reference/lmr';
import { openLmrTest, openManga109, openSun80, openUrban100 } from './sets/reference/tests';
import type { Report, Store } from './stores/store';

export interface OpenOptions {
  /** What a sample's seed stands for. Default: this package's generator; a test gives recorded draws. */
  readonly draws?: DrawsOf | undefined;
  /** Hears of each file that the layout lacks, whose sample is then left out. Without it the first one is thrown. */
  readonly onMissing?: Report | undefined;
}

const refuse: Report = (error) => {
  throw error;
};

const openParsed = async (
  set: Parsed,
  openStore: (root: Root) => Promise<Store>,
  draws: DrawsOf,
  report: Report,
): Promise<Dataset<Sample>> => {
  const store = await openStore(set.root);
  try {
    return await openOn(store, set, openStore, draws, report);
  } catch (error) {
    await store.close();
    throw error;
  }
};

const openOn = async (
  store: Store,
  set: Parsed,
  openStore: (root: Root) => Promise<Store>,
  draws: DrawsOf,
  report: Report,
): Promise<Dataset<Sample>> => {
  switch (set.type) {
    case 'images':
      return openImages(store, set);
    case 'degraded':
      return openDegraded(store, set, { ...set, degradation: degradationOf(set.degradation) }, draws);
    case 'paired': {
      const lq = set.lqRoot === undefined ? store : await openStore(set.lqRoot);
      return openPaired({ gt: store, lq }, set, set, draws, report);
    }
    case 'cufed':
      return openCufed(store, set, draws, report);
    case 'cufed5':
      return openCufed5(store, set, report);
    case 'wr-sr':
    case 'camera-fusion':
    case 'reference-pairs':
      return openReferencePairs(store, set, report);
    case 'sun80':
      return openSun80(store, set, draws, report);
    case 'urban100':
      return openUrban100(store, set);
    case 'manga109':
      return openManga109(store, set, draws);
    case 'lmr':
      return openLmr(store, set, draws);
    case 'lmr-test':
      return openLmrTest(store, set, report);
    case 'megadepth-pairs':
      return openMegadepthPairs(store, set, draws);
    case 'contrastive':
      return openContrastive(store, set, draws);
    case 'contrastive-test':
      return openContrastiveTest(store, set, draws);
  }
};

/** `openDataset` of a platform, which knows how its roots are opened. */
export const datasetOpener =
  (openStore: (root: Root) => Promise<Store>) =>
  async <D extends Description>(
    description: D,
    { draws = seededDraws, onMissing = refuse }: OpenOptions = {},
  ): Promise<Dataset<SampleOf[D['type']]>> =>
    (await openParsed(parseDescription(description), openStore, draws, onMissing)) as Dataset<
      SampleOf[D['type']]
    >;
