import { isAbortError } from '@srkit/core';
import { JobMeter } from './job-meter';
/** How often to look whether others have finished what they claimed. */
const POLL_MS = 250;
const DONE_EARLIER = 'done in an earlier run';
const DONE_ELSEWHERE = 'done by another process';
const EXISTS = 'exists already';
const pause = (milliseconds, signal) => new Promise((resolve) => {
    const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
});
/** Whether something failed because the folder of an item's files was removed under it. */
const folderIsGone = (error, { outputs }) => {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
        const text = `${cause.code} ${cause.message}`;
        const names = outputs.some((output) => text.includes(output.replace(/[/\\][^/\\]*$/, '')));
        if (names && /ENOENT|No such file/i.test(text))
            return true;
    }
    return false;
};
/** One run of a job. */
class Run {
    #job;
    #meter;
    #outcomes = new Map();
    /** Items that failed because their folder was removed, and are tried once more. */
    #interrupted = new Set();
    #stopped;
    constructor(job) {
        this.#job = job;
        this.#meter = new JobMeter(job.items, (progress) => job.onProgress?.(progress));
    }
    async run() {
        const { items, signal } = this.#job;
        await this.#runAll(items);
        const lost = [...(await this.#lost(items)), ...this.#interrupted];
        // Made again once: a folder that is removed again and again is no place for results.
        if (lost.length > 0 && !this.#ends()) {
            for (const item of lost)
                this.#outcomes.delete(item);
            this.#job.onLost?.(lost);
            await this.#runAll(lost);
            for (const item of await this.#lost(lost)) {
                this.#end({ item, status: 'failed', error: this.#job.lostError(item.outputs[0]) });
            }
        }
        if (signal.aborted)
            this.#stopped ??= signal.reason;
        return {
            outcomes: items.flatMap((item) => this.#outcomes.get(item) ?? []),
            stopped: this.#stopped,
        };
    }
    #ends() {
        return this.#job.signal.aborted || this.#stopped !== undefined;
    }
    #end(outcome) {
        this.#outcomes.set(outcome.item, outcome);
        this.#meter.finish(outcome.item, outcome.status === 'done');
        this.#job.onOutcome?.(outcome);
    }
    /** Items that are said to be done and whose files are gone. */
    async #lost(items) {
        const lost = [];
        for (const item of items) {
            const status = this.#outcomes.get(item)?.status;
            if (status === undefined || status === 'failed')
                continue;
            if (!(await this.#job.ledger.allThere(item)))
                lost.push(item);
        }
        return lost;
    }
    async #runAll(items) {
        const { width = 1, signal } = this.#job;
        let left = [...items];
        let told = false;
        while (left.length > 0 && !this.#ends()) {
            const queue = [...left];
            const busy = [];
            const lane = async () => {
                for (let item = queue.shift(); item && !this.#ends(); item = queue.shift()) {
                    if (!(await this.#attempt(item)))
                        busy.push(item);
                }
            };
            await Promise.all(Array.from({ length: Math.min(width, left.length) }, lane));
            const moved = busy.length < left.length;
            left = busy;
            if (left.length === 0 || this.#ends())
                break;
            if (!told && !moved)
                this.#job.onWaiting?.(left);
            told ||= !moved;
            await pause(POLL_MS, signal);
        }
    }
    /** @returns false when another process works on the item. */
    async #attempt(item) {
        const { ledger } = this.#job;
        let claim;
        try {
            if (item.outputs.length > 0) {
                if (await ledger.isDone(item)) {
                    this.#end({ item, status: 'skipped', reason: DONE_EARLIER });
                    return true;
                }
                const answer = await ledger.claim(item);
                if (answer === 'busy')
                    return false;
                if (answer === 'done') {
                    this.#end({ item, status: 'skipped', reason: DONE_ELSEWHERE });
                    return true;
                }
                claim = answer;
            }
            this.#end(await this.#work(item, claim));
        }
        catch (error) {
            // The claim stays where the item's files have changed: it tells the next run whose they are.
            await claim?.release().catch(() => undefined);
            if (this.#job.signal.aborted && (isAbortError(error) || error === this.#job.signal.reason)) {
                this.#stopped ??= error;
                return true;
            }
            if (!this.#interrupted.has(item) && folderIsGone(error, item)) {
                this.#interrupted.add(item);
                return true;
            }
            this.#end({ item, status: 'failed', error });
            if (this.#job.endsJob(error))
                this.#stopped ??= error;
        }
        return true;
    }
    async #work(item, claim) {
        const { existing, signal } = this.#job;
        const there = (claim?.existing ?? []).filter((output) => !claim.made(output));
        const missing = item.outputs.length - (claim?.existing.length ?? 0);
        if (there.length > 0 && existing !== 'replace') {
            if (existing === 'refuse' || missing > 0)
                throw this.#job.existsError(there[0]);
            await claim?.release();
            return { item, status: 'skipped', reason: EXISTS };
        }
        if (claim && missing === 0 && there.length === 0) {
            // Killed after the last file got its name and before the journal said so.
            await claim.finish();
            return { item, status: 'skipped', reason: DONE_EARLIER };
        }
        const started = performance.now();
        this.#meter.start(item);
        const result = await this.#job.compute(item, {
            signal,
            onProgress: (progress) => this.#meter.progress(item, progress),
            measure: (work) => this.#meter.measure(item, work),
            made: (output) => claim?.made(output) ?? false,
        });
        await claim?.finish();
        return { item, status: 'done', result, seconds: (performance.now() - started) / 1000 };
    }
}
/**
 * Does all items, as many at once as the job says. One that fails is reported and the rest is done; what other
 * processes have claimed is waited for. Never rejects for an item's error.
 */
export const runItems = (job) => new Run(job).run();
