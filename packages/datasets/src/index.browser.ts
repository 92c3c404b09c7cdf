import { DataLoader, type DataLoaderOptions } from './loader/data-loader';
import { datasetOpener } from './open-dataset';
import type { Description, SampleOf } from './sets/description';
import { openPageStore } from './stores/open-store';

export * from './portable';

/** Opens a set by its description: files or a folder that the page's user has picked. */
export const openDataset = datasetOpener(openPageStore);

export type LoaderOptions = DataLoaderOptions;

/** Opens a set and a loader for it. Samples are made in this thread: run it in a worker where the page must not wait. */
export const openLoader = async <D extends Description>(
  description: D,
  options: LoaderOptions,
): Promise<DataLoader<SampleOf[D['type']]>> => new DataLoader(await openDataset(description), options);
