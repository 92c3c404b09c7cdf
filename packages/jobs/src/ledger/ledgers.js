import { resolve } from 'node:path';
import { FolderLedger } from './folder-ledger';
/** The ledgers of a job whose results lie in several folders. */
export class Ledgers {
    #byHome;
    #homeOf;
    constructor(byHome, homeOf) {
        this.#byHome = byHome;
        this.#homeOf = homeOf;
    }
    static async open(options) {
        const homeOf = (item) => resolve(options.homeOf(item));
        const byHome = new Map();
        const homes = (options.homes ?? []).map((home) => resolve(home));
        for (const home of new Set([...homes, ...options.items.map(homeOf)])) {
            byHome.set(home, await FolderLedger.open({ ...options, home }));
        }
        return new Ledgers(byHome, homeOf);
    }
    /** Absolute paths of all results so far. */
    get outputs() {
        return new Set([...this.#byHome.values()].flatMap((ledger) => ledger.outputs));
    }
    #of(item) {
        return this.#byHome.get(this.#homeOf(item));
    }
    isDone(item) {
        return this.#of(item).isDone(item);
    }
    allThere(item) {
        return this.#of(item).allThere(item);
    }
    claim(item) {
        return this.#of(item).claim(item);
    }
    async close(complete) {
        for (const ledger of this.#byHome.values())
            await ledger.close(complete);
    }
}
