import { isAbortError, onAbort, type Progress } from '@srkit/core';
import { JobMeter, type JobProgress } from './job-meter';
import type { Claimed, FilePath, Ledger } from './ledger/item';

/** One of many things to do that do not depend on each other. */
export interface Item {
  /** Files that it is made from. */
  readonly inputs: readonly FilePath[];
  /** Files that it writes; none for what goes elsewhere. When all are there, it is done. */
  readonly outputs: readonly string[];
  /** A guess at how much work it is compared with the others, such as the bytes of its input. */
  readonly size: number;
}

/** What computing an item may ask and say. */
export interface ItemWork {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Says how much work the item is, once that is known, in a unit that all items share. */
  measure(work: number): void;
  /** Whether a run of this job that was killed wrote this file already. */
  made(output: string): boolean;
}

/** What is there already of an item whose files this job has not written. */
export type Existing = 'refuse' | 'replace' | 'skip';

/** A job: its items, how one is computed, and what is said about it. */
export interface Job<I extends Item, R> {
  readonly items: readonly I[];
  /** Computes one and writes its files; each must be whole when it gets its name. */
  compute(item: I, work: ItemWork): Promise<R>;
  readonly existing: Existing;
  /** The error for a file that is there and may not be replaced. */
  existsError(output: string): Error;
  /** The error for an item whose result was removed while the job ran, twice. */
  lostError(output: string): Error;
  /** What is done and who works on what. */
  readonly ledger: Ledger;
  /** Items computed at once. Default 1. */
  readonly width?: number;
  /** Whether the next item would fail for the same reason. */
  endsJob(error: unknown): boolean;
  onOutcome?(outcome: ItemOutcome<I, R>): void;
  onProgress?(progress: JobProgress<I>): void;
  /** Called with the items that are made again, because their results were removed while the job ran. */
  onLost?(items: readonly I[]): void;
  /** Called once when only items are left that other processes work on. */
  onWaiting?(items: readonly I[]): void;
  readonly signal: AbortSignal;
}

/** What became of an item. */
export type ItemOutcome<I, R> = { readonly item: I } & (
  | { readonly status: 'done'; readonly result: R; readonly seconds: number }
  | { readonly status: 'skipped'; readonly reason: string }
  | { readonly status: 'failed'; readonly error: unknown }
);

export interface JobOutcome<I, R> {
  /** In the order of the items; those that were not come to are left out. */
  readonly outcomes: readonly ItemOutcome<I, R>[];
  /** What ended the job early: an interruption, a full disk, a lost device. */
  readonly stopped: unknown;
}

/** How often to look whether others have finished what they claimed. */
const POLL_MS = 250;

const DONE_EARLIER = 'done in an earlier run';
const DONE_ELSEWHERE = 'done by another process';
const EXISTS = 'exists already';

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => {
      stopWaiting();
      resolve();
    }, milliseconds);
    const stopWaiting = onAbort(signal, () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Whether something failed because the folder of an item's files was removed under it. */
const folderIsGone = (error: unknown, { outputs }: Item): boolean => {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const text = `${(cause as { code?: unknown }).code} ${cause.message}`;
    const names = outputs.some((output) => text.includes(output.replace(/[/\\][^/\\]*$/, '')));
    if (names && /ENOENT|No such file/i.test(text)) return true;
  }
  return false;
};

/** One run of a job. */
class Run<I extends Item, R> {
  readonly #job: Job<I, R>;
  readonly #meter: JobMeter<I>;
  readonly #outcomes = new Map<I, ItemOutcome<I, R>>();
  /** Items that failed because their folder was removed, and are tried once more. */
  readonly #interrupted = new Set<I>();
  #stopped: unknown;

  constructor(job: Job<I, R>) {
    this.#job = job;
    this.#meter = new JobMeter(job.items, (progress) => job.onProgress?.(progress));
  }

  async run(): Promise<JobOutcome<I, R>> {
    const { items, signal } = this.#job;
    await this.#runAll(items);
    const lost = [...(await this.#lost(items)), ...this.#interrupted];
    // Made again once: a folder that is removed again and again is no place for results.
    if (lost.length > 0 && !this.#ends()) {
      for (const item of lost) this.#outcomes.delete(item);
      this.#job.onLost?.(lost);
      await this.#runAll(lost);
      for (const item of await this.#lost(lost)) {
        this.#end({ item, status: 'failed', error: this.#job.lostError(item.outputs[0]!) });
      }
    }
    if (signal.aborted) this.#stopped ??= signal.reason;
    return {
      outcomes: items.flatMap((item) => this.#outcomes.get(item) ?? []),
      stopped: this.#stopped,
    };
  }

  #ends(): boolean {
    return this.#job.signal.aborted || this.#stopped !== undefined;
  }

  #end(outcome: ItemOutcome<I, R>): void {
    this.#outcomes.set(outcome.item, outcome);
    this.#meter.finish(outcome.item, outcome.status === 'done');
    this.#job.onOutcome?.(outcome);
  }

  /** Items that are said to be done and whose files are gone. */
  async #lost(items: readonly I[]): Promise<I[]> {
    const lost: I[] = [];
    for (const item of items) {
      const status = this.#outcomes.get(item)?.status;
      if (status === undefined || status === 'failed') continue;
      if (!(await this.#job.ledger.allThere(item))) lost.push(item);
    }
    return lost;
  }

  async #runAll(items: readonly I[]): Promise<void> {
    const { width = 1, signal } = this.#job;
    let left = [...items];
    let told = false;
    while (left.length > 0 && !this.#ends()) {
      const queue = [...left];
      const busy: I[] = [];
      const lane = async (): Promise<void> => {
        for (let item = queue.shift(); item && !this.#ends(); item = queue.shift()) {
          if (!(await this.#attempt(item))) busy.push(item);
        }
      };
      await Promise.all(Array.from({ length: Math.min(width, left.length) }, lane));
      const moved = busy.length < left.length;
      left = busy;
      if (left.length === 0 || this.#ends()) break;
      if (!told && !moved) this.#job.onWaiting?.(left);
      told ||= !moved;
      await pause(POLL_MS, signal);
    }
  }

  /** @returns false when another process works on the item. */
  async #attempt(item: I): Promise<boolean> {
    const { ledger } = this.#job;
    let claim: Claimed | undefined;
    try {
      if (item.outputs.length > 0) {
        if (await ledger.isDone(item)) {
          this.#end({ item, status: 'skipped', reason: DONE_EARLIER });
          return true;
        }
        const answer = await ledger.claim(item);
        if (answer === 'busy') return false;
        if (answer === 'done') {
          this.#end({ item, status: 'skipped', reason: DONE_ELSEWHERE });
          return true;
        }
        claim = answer;
      }
      this.#end(await this.#work(item, claim));
    } catch (error) {
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
      if (this.#job.endsJob(error)) this.#stopped ??= error;
    }
    return true;
  }

  async #work(item: I, claim: Claimed | undefined): Promise<ItemOutcome<I, R>> {
    const { existing, signal } = this.#job;
    const there = (claim?.existing ?? []).filter((output) => !claim!.made(output));
    const missing = item.outputs.length - (claim?.existing.length ?? 0);
    if (there.length > 0 && existing !== 'replace') {
      if (existing === 'refuse' || missing > 0) throw this.#job.existsError(there[0]!);
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
      onProgress: (progress: Progress) => this.#meter.progress(item, progress),
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
export const runItems = <I extends Item, R>(job: Job<I, R>): Promise<JobOutcome<I, R>> => new Run(job).run();
