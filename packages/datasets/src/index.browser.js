import { DataLoader } from './loader/data-loader';
import { datasetOpener } from './open-dataset';
import { openPageStore } from './stores/open-store';
export * from './portable';
/** Opens a set by its description: files or a folder that the page's user has picked. */
export const openDataset = datasetOpener(openPageStore);
/** Opens a set and a loader for it. Samples are made in this thread: run it in a worker where the page must not wait. */
export const openLoader = async (description, options) => new DataLoader(await openDataset(description), options);
