import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { ConfigError, isAbortError } from '@srkit/core';
import { connectRedis, loadOptional } from './redis-client';
/** Names of queues become part of Redis's keys. */
const NAME = /^[a-z0-9][a-z0-9_.-]{0,63}$/i;
const PREFIX = 'srkit';
/** Items that are remembered when they are done, so that adding them again does nothing. */
const REMEMBERED = 1_000_000;
/** Items added in one call to Redis. */
const BATCH = 500;
/** An item that takes three workers with it is not given to a fourth. */
const MAX_STALLED = 3;
const RATE_MS = 60_000;
/** Finished items that are looked at to tell the rate. */
const RATE_ITEMS = 1000;
const SHOWN = 20;
const IDLE_MS = 250;
/** The same item has the same name, so that it is in the queue once. */
const idOf = (payload) => createHash('sha256').update(JSON.stringify(payload)).digest('hex').slice(0, 32);
/** A queue of items on a Redis server, for any number of workers on any number of machines (BullMQ). */
export class JobQueue {
    #redis;
    #queue;
    #name;
    constructor(redis, queue, name) {
        this.#redis = redis;
        this.#queue = queue;
        this.#name = name;
    }
    /** @throws ConfigError `E_CONFIG_QUEUE` for a name that is none; what `connectRedis` throws. */
    static async open(url, name) {
        if (!NAME.test(name)) {
            throw new ConfigError('E_CONFIG_QUEUE', `The queue is named '${name.slice(0, 80)}', expected letters, digits, '.', '_' and '-', at most 64.`);
        }
        const { Queue: BullQueue } = await loadOptional(() => import('bullmq'));
        const redis = await connectRedis(url);
        return new JobQueue(redis, new BullQueue(name, { connection: redis, prefix: PREFIX }), name);
    }
    /**
     * Adds items. One that is in the queue already, or was done, is left as it is.
     *
     * @param attempts how often an item is tried, with growing pauses.
     * @returns how many were new.
     */
    async add(payloads, attempts) {
        const before = await this.#total();
        for (let first = 0; first < payloads.length; first += BATCH) {
            await this.#queue.addBulk(payloads.slice(first, first + BATCH).map((data) => ({
                name: 'item',
                data,
                opts: {
                    jobId: idOf(data),
                    attempts,
                    backoff: { type: 'exponential', delay: 1000, jitter: 0.5 },
                    removeOnComplete: { count: REMEMBERED },
                },
            })));
        }
        return (await this.#total()) - before;
    }
    async #total() {
        const counts = await this.#queue.getJobCounts();
        return Object.values(counts).reduce((sum, count) => sum + count, 0);
    }
    /** Items that are not at their end. */
    async #open() {
        const counts = await this.#queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
        return Object.values(counts).reduce((sum, count) => sum + count, 0);
    }
    async status() {
        const count = await this.#queue.getJobCounts('waiting', 'active', 'delayed', 'completed', 'failed');
        const of = (type, most) => this.#queue.getJobs([type], 0, most - 1);
        const done = await of('completed', RATE_ITEMS);
        const since = Date.now() - RATE_MS;
        return {
            waiting: count['waiting'] ?? 0,
            active: count['active'] ?? 0,
            delayed: count['delayed'] ?? 0,
            done: count['completed'] ?? 0,
            failed: count['failed'] ?? 0,
            perMinute: done.filter(({ finishedOn }) => (finishedOn ?? 0) > since).length,
            running: (await of('active', SHOWN)).map(({ data, progress }) => ({
                payload: data,
                progress: typeof progress === 'number' ? progress : 0,
            })),
            failures: (await of('failed', SHOWN)).map(({ data, attemptsMade, failedReason }) => ({
                payload: data,
                attempts: attemptsMade,
                reason: failedReason ?? '',
            })),
        };
    }
    /** Puts items that have failed back into the queue. @returns how many. */
    async retry() {
        const { failed = 0 } = await this.#queue.getJobCounts('failed');
        if (failed > 0)
            await this.#queue.retryJobs({ state: 'failed' });
        return failed;
    }
    /**
     * Works on the queue, an item at a time, until it is aborted, or empty with `drain`. An item that is interrupted goes back
     * and is not counted as tried.
     *
     * @throws what `endsWork` says ends it; `signal.reason`.
     */
    async work(options) {
        const { Worker: BullWorker, DelayedError, UnrecoverableError, } = await loadOptional(() => import('bullmq'));
        const { signal, drain = false, stalledMs = 30_000 } = options;
        let ended;
        const process = async (job, token) => {
            const back = async () => {
                await job.moveToDelayed(Date.now(), token);
                throw new DelayedError();
            };
            if (signal.aborted || ended !== undefined)
                return back();
            try {
                let told = 0;
                await options.compute(job.data, {
                    signal,
                    onProgress: ({ done, total }) => {
                        if (Date.now() - told < 1000 || total === 0)
                            return;
                        told = Date.now();
                        void job.updateProgress(done / total).catch(() => undefined);
                    },
                });
                options.onOutcome?.(job.data, undefined, false);
            }
            catch (error) {
                if (signal.aborted && (isAbortError(error) || error === signal.reason))
                    return back();
                if (options.endsWork(error)) {
                    ended = error;
                    return back();
                }
                const isFinal = options.isFinal(error);
                options.onOutcome?.(job.data, error, !isFinal && job.attemptsMade + 1 < (job.opts.attempts ?? 1));
                const message = error instanceof Error ? error.toString() : String(error);
                throw isFinal ? new UnrecoverableError(message) : new Error(message, { cause: error });
            }
        };
        // A worker waits on a connection of its own.
        const connection = this.#redis.duplicate({ lazyConnect: false });
        connection.on('error', () => undefined);
        const worker = new BullWorker(this.#name, process, {
            connection,
            prefix: PREFIX,
            concurrency: 1,
            lockDuration: stalledMs,
            stalledInterval: stalledMs,
            maxStalledCount: MAX_STALLED,
        });
        // Lost connections are waited for; without a listener they would end the process.
        worker.on('error', () => undefined);
        try {
            while (!signal.aborted && ended === undefined) {
                await setTimeout(IDLE_MS, undefined, { signal }).catch(() => undefined);
                if (drain && (await this.#open()) === 0)
                    break;
            }
        }
        finally {
            await worker.close();
            connection.disconnect();
        }
        signal.throwIfAborted();
        if (ended !== undefined)
            throw ended;
    }
    async close() {
        await this.#queue.close();
        this.#redis.disconnect();
    }
}
