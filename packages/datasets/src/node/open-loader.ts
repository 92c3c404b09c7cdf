import { availableParallelism } from 'node:os';
import { ConfigError } from '@srkit/core';
import { DataLoader, type DataLoaderOptions } from '../loader/data-loader';
import { type Description, parseDescription, type SampleOf } from '../sets/description';
import { openDataset } from './open-dataset';
import { openWorkerDataset } from './worker-dataset';

export interface LoaderOptions extends DataLoaderOptions {
  /**
   * Threads that make samples. Default: as many as there are cores. 0 makes them in this thread, and degrades on tfjs's
   * current backend; threads need `@srkit/backend-wasm` for that.
   */
  readonly workers?: number | undefined;
  /**
   * Bytes of decoded pictures that the threads keep for each other, three a pixel; pictures for which there is no room are
   * decoded each time. Files must not change meanwhile. Default 256 MiB, which is taken as it is filled; 0 keeps none.
   */
  readonly cacheBytes?: number | undefined;
}

/** More than this serve no machine. */
const MOST_WORKERS = 256;
/** What one array of Node 20 can be. */
const MOST_CACHE = 2 ** 32;

/**
 * Opens a set and a loader for it, whose `close` ends both.
 *
 * @throws ConfigError for a description or options that cannot be; DatasetError when files are missing.
 */
export const openLoader = async <D extends Description>(
  description: D,
  { workers = availableParallelism(), cacheBytes = 2 ** 28, ...options }: LoaderOptions,
): Promise<DataLoader<SampleOf[D['type']]>> => {
  const whole = (name: string, value: number, most: number): void => {
    if (Number.isInteger(value) && value >= 0 && value <= most) return;
    throw new ConfigError(
      'E_CONFIG_LOADER',
      `openLoader: ${name} is ${value}, expected an integer in 0..${most}.`,
    );
  };
  whole('workers', workers, MOST_WORKERS);
  whole('cacheBytes', cacheBytes, MOST_CACHE);
  parseDescription(description);
  const dataset = await (workers === 0
    ? openDataset(description)
    : openWorkerDataset(description, { size: workers, cacheBytes }));
  try {
    return new DataLoader(dataset, options);
  } catch (error) {
    await dataset.close();
    throw error;
  }
};
