import { openWorker, WorkerPool } from '@srkit/jobs';
/** Threads that build scenes: one each, the same groups on any number of them. For Node. */
export class LmrWorkers {
    #pool;
    /** @param workers most threads at once. They start when they are needed. */
    constructor(workers) {
        this.#pool = new WorkerPool({
            size: workers,
            open: () => openWorker(new URL('./lmr-worker.js', import.meta.url), null, {
                remedy: 'Use fewer workers (--workers 1).',
            }),
        });
    }
    /**
     * Does what `buildLmrScene` does, or `buildMatchedScene`, and writes the pictures of test groups below `test/`, those of training groups below
     * `patches/` where that is asked for. Pictures that are there are replaced.
     */
    build(task, work = {}) {
        return this.#pool.call('build', task, work);
    }
    /** Ends the threads. What is under way is rejected. */
    close() {
        return this.#pool.close();
    }
}
