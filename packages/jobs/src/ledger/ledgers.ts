import { resolve } from 'node:path';
import { FolderLedger, type FolderLedgerOptions } from './folder-ledger';
import type { Ledger, LedgerItem } from './item';

export interface LedgersOptions<I extends LedgerItem> extends Omit<FolderLedgerOptions, 'home'> {
  readonly items: readonly I[];
  /** Folders whose ledgers are opened as well, for items that come later. */
  readonly homes?: readonly string[];
  /** The folder whose ledger has this item. */
  homeOf(item: I): string;
}

/** The ledgers of a job whose results lie in several folders. */
export class Ledgers<I extends LedgerItem> implements Ledger {
  readonly #byHome: ReadonlyMap<string, FolderLedger>;
  readonly #homeOf: (item: I) => string;

  private constructor(byHome: ReadonlyMap<string, FolderLedger>, homeOf: (item: I) => string) {
    this.#byHome = byHome;
    this.#homeOf = homeOf;
  }

  static async open<I extends LedgerItem>(options: LedgersOptions<I>): Promise<Ledgers<I>> {
    const homeOf = (item: I): string => resolve(options.homeOf(item));
    const byHome = new Map<string, FolderLedger>();
    const homes = (options.homes ?? []).map((home) => resolve(home));
    for (const home of new Set([...homes, ...options.items.map(homeOf)])) {
      byHome.set(home, await FolderLedger.open({ ...options, home }));
    }
    return new Ledgers(byHome, homeOf);
  }

  /** Absolute paths of all results so far. */
  get outputs(): ReadonlySet<string> {
    return new Set([...this.#byHome.values()].flatMap((ledger) => ledger.outputs));
  }

  #of(item: I): FolderLedger {
    return this.#byHome.get(this.#homeOf(item))!;
  }

  isDone(item: I): Promise<boolean> {
    return this.#of(item).isDone(item);
  }

  allThere(item: I): Promise<boolean> {
    return this.#of(item).allThere(item);
  }

  claim(item: I): ReturnType<Ledger['claim']> {
    return this.#of(item).claim(item);
  }

  async close(complete: boolean): Promise<void> {
    for (const ledger of this.#byHome.values()) await ledger.close(complete);
  }
}
