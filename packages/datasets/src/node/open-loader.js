import { availableParallelism } from 'node:os';
import { ConfigError } from '@srkit/core';
import { DataLoader } from '../loader/data-loader';
import { parseDescription } from '../sets/description';
import { openDataset } from './open-dataset';
import { openWorkerDataset } from './worker-dataset';
/** More than this serve no machine. */
const MOST_WORKERS = 256;
/**
 * Opens a set and a loader for it, whose `close` ends both.
 *
 * @throws ConfigError for a description or options that cannot be; DatasetError when files are missing.
 */
export const openLoader = async (description, { workers = availableParallelism(), ...options }) => {
    if (!Number.isInteger(workers) || workers < 0 || workers > MOST_WORKERS) {
        throw new ConfigError('E_CONFIG_LOADER', `openLoader: workers is ${workers}, expected an integer in 0..${MOST_WORKERS}.`);
    }
    parseDescription(description);
    const dataset = await (workers === 0 ? openDataset(description) : openWorkerDataset(description, workers));
    try {
        return new DataLoader(dataset, options);
    }
    catch (error) {
        await dataset.close();
        throw error;
    }
};
