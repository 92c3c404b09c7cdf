import { DeviceError } from '@srkit/core';
import { openWorker, type Remote, WorkerPool } from '@srkit/jobs';
import type { Dataset, Draw } from '../dataset';
import type { DatasetFacts, DatasetMethods, DatasetStart } from '../dataset-worker';
import type { Sample } from '../samples';
import type { Description, SampleOf } from '../sets/description';
import { cacheMemory } from './picture-cache';

/** A picture that has ended so many threads ends the next one as well. */
const MOST_DEATHS = 3;

const open = (start: DatasetStart): Promise<Remote<DatasetMethods, DatasetFacts>> =>
  openWorker<DatasetMethods, DatasetFacts>(new URL('./dataset-worker.js', import.meta.url), start, {
    // Samples run side by side; a sample's own work is too small to be shared.
    env: { SRKIT_THREADS: '1' },
    remedy: 'Use fewer workers.',
  });

/**
 * A set whose samples are made in threads. One that dies is replaced, and its sample made again: the same, since a sample
 * is a function of its index and draw.
 *
 * @throws as `openDataset` does.
 */
export const openWorkerDataset = async <D extends Description>(
  description: D,
  { size, cacheBytes }: { readonly size: number; readonly cacheBytes: number },
): Promise<Dataset<SampleOf[D['type']]>> => {
  const start = { description, cache: cacheBytes > 0 ? cacheMemory(cacheBytes) : undefined };
  const first = await open(start);
  const { names } = first.facts;
  const spare = [first];
  const pool = new WorkerPool<DatasetMethods, DatasetFacts>({
    size,
    open: async () => spare.pop() ?? open(start),
  });
  const sample = async (index: number, draw: Draw): Promise<Sample> => {
    for (let deaths = 1; ; deaths++) {
      try {
        return await pool.call('sample', { index, draw });
      } catch (error) {
        if (!(error instanceof DeviceError) || error.code !== 'E_DEVICE_LOST' || closed) throw error;
        // A thread may have died before, between two samples.
        if (deaths >= MOST_DEATHS + size) {
          throw new DeviceError('E_DEVICE_LOST', `'${names[index]}': ${error.message}`, { cause: error });
        }
      }
    }
  };
  let closed = false;
  return {
    length: names.length,
    names,
    sample: async (index, draw, signal) => {
      signal?.throwIfAborted();
      // The samples of a closed loader are finished and dropped: ending a thread takes longer than that.
      return (await sample(index, draw)) as SampleOf[D['type']];
    },
    close: async () => {
      closed = true;
      await Promise.all([...spare.map((worker) => worker.close()), pool.close()]);
    },
  };
};
