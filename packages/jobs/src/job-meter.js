/**
 * Counts a job's progress by work and not by items. Items are measured when they are started; what the others will
 * be is guessed from their sizes, by the ratio that those measured have shown.
 */
export class JobMeter {
    #entries;
    #report;
    constructor(items, report) {
        this.#entries = new Map(items.map((item) => [item, { work: undefined, done: 0, state: 'waiting' }]));
        this.#report = report;
    }
    start(item) {
        this.#set(item, { state: 'running', done: 0 });
    }
    measure(item, work) {
        this.#set(item, { work });
    }
    progress(item, { done, total }) {
        this.#set(item, { done: total > 0 ? Math.min(1, done / total) : 0 });
    }
    /** @param computed false for an item that took no work, which then does not count at all. */
    finish(item, computed) {
        this.#set(item, { done: 1, state: computed ? 'finished' : 'left out' });
    }
    #set(item, change) {
        Object.assign(this.#entries.get(item), change);
        this.#report(this.#progress());
    }
    #progress() {
        let [measured, sizes] = [0, 0];
        for (const [{ size }, { work }] of this.#entries) {
            if (work === undefined)
                continue;
            measured += work;
            sizes += size;
        }
        const perSize = sizes > 0 ? measured / sizes : 1;
        let [done, all, finished] = [0, 0, 0];
        const running = [];
        for (const [item, { work, done: part, state }] of this.#entries) {
            if (state === 'running')
                running.push(item);
            if (state === 'finished' || state === 'left out')
                finished++;
            if (state === 'left out')
                continue;
            // Nothing is free: items of size 0 would make a job look finished.
            const own = work ?? Math.max(1, item.size) * perSize;
            all += own;
            done += own * part;
        }
        return { fraction: all > 0 ? done / all : 1, finished, total: this.#entries.size, running };
    }
}
