/** A path, as bytes where it is not UTF-8. */
export type FilePath = string | Uint8Array;

/** Files of an item, as far as a ledger is concerned. */
export interface LedgerItem {
  readonly inputs: readonly FilePath[];
  readonly outputs: readonly string[];
}

/** An item that this process works on and no other. */
export interface Claimed {
  /** Outputs that were there when it was claimed. */
  readonly existing: readonly string[];
  /** Whether this job made an output that was there: it appeared, or changed, under a claim of a dead process. */
  made(output: string): boolean;
  /** All outputs are there: notes that the item is done, and releases it. */
  finish(): Promise<void>;
  /** Releases it undone. Where some of its files have changed the claim stays, to tell the next run whose they are. */
  release(): Promise<void>;
}

/** What a job remembers: which items are done, and who works on which. */
export interface Ledger {
  /** Whether an earlier run has done this item, from inputs as they are now, and its results are still there. */
  isDone(item: LedgerItem): Promise<boolean>;
  /** `done` where another process has just finished it, `busy` where one works on it. */
  claim(item: LedgerItem): Promise<Claimed | 'busy' | 'done'>;
  allThere(item: LedgerItem): Promise<boolean>;
}
