import type { LongWork } from '@srkit/core';
import { openWorker, WorkerPool } from '@srkit/jobs';
import type { SubimageOptions } from '../prepare/subimages';
import type { PreparationMethods } from '../prepare-worker';
import type { Preparation } from './prepare-picture';

/** Threads that cut and shrink pictures. They start when they are needed. */
export class PreparationWorkers {
  readonly #pool: WorkerPool<PreparationMethods, null>;

  constructor(workers: number) {
    this.#pool = new WorkerPool({
      size: workers,
      open: () =>
        openWorker<PreparationMethods, null>(new URL('./prepare-worker.js', import.meta.url), null, {
          remedy: 'Use fewer workers.',
        }),
    });
  }

  /** Real-ESRGAN's sub-images of a picture as PNG files. @returns how many. @throws ImageError, DatasetError. */
  subimages(task: Preparation, options: SubimageOptions, work: LongWork = {}): Promise<number> {
    return this.#pool.call('subimages', { ...task, options }, work);
  }

  /** A picture at Real-ESRGAN's several scales as PNG files. @returns how many. @throws as `subimages`. */
  multiscale(task: Preparation, work: LongWork = {}): Promise<number> {
    return this.#pool.call('multiscale', task, work);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
