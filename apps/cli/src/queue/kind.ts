import { type Item, type ItemWork, type Ledger, Ledgers, runItems } from '@srkit/jobs';
import { isObjectUrl, type ObjectResults } from '@srkit/jobs/objects';
import type { Roots } from '@srkit/jobs/queue';
import { openObjectResults } from '../job/object-results';
import { existsError, finishedJobs, lostError } from '../job/run-picture-job';
import type { BackendName } from '../options';
import type { Reporter } from '../terminal/reporter';
import type { QueuePayload } from './payloads';

/** What a worker was started with. */
export interface QueueSettings {
  readonly roots: Roots;
  readonly backend: BackendName;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** What computing an item of a queue may ask and say. */
export type QueueItemWork = Pick<ItemWork, 'onProgress' | 'signal'>;

/** How one kind of items is done. */
export interface Kind<P extends QueuePayload> {
  /** Does one. @throws for a place out of the roots, and what befalls the item. */
  compute(payload: P, work: QueueItemWork): Promise<void>;
  /** Frees what is held for the next item of the kind. */
  close(): Promise<void>;
}

/**
 * Ledgers of results in the roots: each item is claimed there, as those of the commands are in their output folders. One that
 * a dead worker had finished is not made again, whatever the queue thinks.
 */
export class QueueLedgers {
  readonly #open = new Map<string, Promise<Ledger>>();
  readonly #closing: (() => Promise<void>)[] = [];

  /** The ledger of a job below a folder, or a place of objects. */
  of(home: string, job: string): Promise<Ledger> {
    const name = `${home}\0${job}`;
    let ledger = this.#open.get(name);
    if (!ledger) {
      ledger = this.#make(home, job);
      this.#open.set(name, ledger);
    }
    return ledger;
  }

  async #make(home: string, job: string): Promise<Ledger> {
    if (isObjectUrl(home)) {
      const results = (await openObjectResults(home, async () => job, false))!;
      this.#closing.push(() => results.close());
      return results;
    }
    const ledgers = await Ledgers.open<Item>({
      items: [],
      homes: [home],
      homeOf: () => home,
      job,
      archive: finishedJobs(),
      anew: false,
    });
    // The ledgers stay: other workers look there for what is done.
    this.#closing.push(() => ledgers.close(false));
    return ledgers;
  }

  async close(): Promise<void> {
    this.#open.clear();
    for (const close of this.#closing.splice(0)) await close();
  }
}

/** The results of a ledger that go into an object store. */
export const objectsOf = (ledger: Ledger): ObjectResults | undefined =>
  'publish' in ledger ? (ledger as ObjectResults) : undefined;

/** An item of a queue, as a job of one. */
export interface OneItem<I extends Item, R> {
  readonly item: I;
  readonly ledger: Ledger;
  readonly overwrite: boolean;
  compute(item: I, work: ItemWork): Promise<R>;
  line(item: I, result: R, seconds: number): string;
}

/** Does one item, unless its results are there. @throws what befalls it. */
export const runOne = async <I extends Item, R>(
  { item, ledger, overwrite, compute, line }: OneItem<I, R>,
  { reporter }: Pick<QueueSettings, 'reporter'>,
  { onProgress, signal }: QueueItemWork,
): Promise<void> => {
  const { outcomes, stopped } = await runItems<I, R>({
    items: [item],
    ledger,
    compute: (one, inner) => compute(one, { ...inner, onProgress }),
    existing: overwrite ? 'replace' : 'refuse',
    existsError,
    lostError,
    endsJob: () => false,
    signal,
  });
  if (stopped !== undefined) throw stopped;
  const [outcome] = outcomes;
  if (outcome?.status === 'failed') throw outcome.error;
  if (outcome?.status === 'done') reporter.note(line(item, outcome.result, outcome.seconds));
  if (outcome?.status === 'skipped') reporter.note(`${item.outputs[0]}: ${outcome.reason}`);
};
