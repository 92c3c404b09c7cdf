import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, realpath, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { claimFile, hasEnded, processToken, removeLeftovers, writeWhole } from '@srkit/core/node';
import { type FileState, fileState, sameState } from './file-state';
import type { Claimed, FilePath, Ledger, LedgerItem } from './item';
import { JOURNAL_ENDING, JournalReader } from './journal-reader';
import { type ClaimRecord, type DoneRecord, parseClaim } from './records';

/** A process of another machine is taken for dead when it has given no sign of life for so long. */
const SILENT_MS = 120_000;
const HEARTBEAT_MS = 15_000;

/** A journal to which its process adds no more. */
const ENDED_ENDING = `.ended${JOURNAL_ENDING}`;

/** Records of finished jobs are forgotten after a month. */
const REMEMBERED_MS = 30 * 24 * 3_600_000;

export interface FolderLedgerOptions {
  /** Folder that results are written into; the ledger is a hidden folder in it. */
  readonly home: string;
  /** Names the job, see `jobIdentity`: a folder may hold the ledgers of several jobs. */
  readonly job: string;
  /** Folder for the records of finished jobs, so that the output folder keeps none. */
  readonly archive: string;
  /** Whether a finished job begins anew. One that is not finished goes on in any case. */
  readonly anew: boolean;
}

const statesOf = (paths: readonly FilePath[]): Promise<(FileState | null)[]> =>
  Promise.all(paths.map(async (path) => (await fileState(path)) ?? null));

/**
 * Claims and journals in a hidden folder beside the results, for any number of processes on any number of machines.
 *
 * Each process appends to a journal of its own, so that none can spoil another's lines, and reads all. A claim is a
 * file that is created exclusively, before computing, and says what the item's outputs were. It outlives a process
 * that is killed: what has appeared since is the job's own.
 */
export class FolderLedger implements Ledger {
  readonly #home: string;
  readonly #folder: string;
  readonly #journal: string;
  readonly #archived: string;
  readonly #reader: JournalReader;
  readonly #done = new Map<string, DoneRecord>();
  /** Folders that this process has made, and removes again if nothing comes into them. */
  #made: string | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  private constructor({ home, job, archive }: FolderLedgerOptions, place: string) {
    this.#home = resolve(home);
    this.#folder = join(this.#home, `.srkit-job-${job}`);
    this.#journal = join(this.#folder, processToken + JOURNAL_ENDING);
    const name = createHash('sha256')
      .update(JSON.stringify([place, job]))
      .digest('hex')
      .slice(0, 32);
    this.#archived = join(archive, name, `finished${JOURNAL_ENDING}`);
    this.#reader = new JournalReader(this.#folder);
  }

  static async open(options: FolderLedgerOptions): Promise<FolderLedger> {
    const home = resolve(options.home);
    const ledger = new FolderLedger(options, await realpath(home).catch(() => home));
    await ledger.#load(options.anew);
    return ledger;
  }

  async #load(anew: boolean): Promise<void> {
    const take = (record: DoneRecord): void => void this.#done.set(record.key, record);
    if (!anew) await new JournalReader(dirname(this.#archived)).update(take);
    await this.#reader.update(take);
  }

  /** Absolute paths of the results so far. */
  get outputs(): string[] {
    return [...this.#done.values()].flatMap(({ names }) => names.map((name) => resolve(this.#home, name)));
  }

  /** The same on every machine that shares the folder, wherever it is mounted. */
  #keyOf({ outputs }: LedgerItem): string {
    const names = outputs.map((path) => relative(this.#home, resolve(path)).replaceAll('\\', '/'));
    return createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 24);
  }

  async isDone(item: LedgerItem): Promise<boolean> {
    const record = this.#done.get(this.#keyOf(item));
    if (!record) return false;
    const same = (now: (FileState | null)[], then: readonly (FileState | null)[]): boolean =>
      now.length === then.length && now.every((state, i) => state !== null && sameState(state, then[i]));
    return (
      same(await statesOf(item.inputs), record.inputs) && same(await statesOf(item.outputs), record.outputs)
    );
  }

  async allThere({ outputs }: LedgerItem): Promise<boolean> {
    return (await statesOf(outputs)).every((state) => state !== null);
  }

  async claim(item: LedgerItem): Promise<Claimed | 'busy' | 'done'> {
    await this.#enter();
    const key = this.#keyOf(item);
    const now = await statesOf(item.outputs);
    const claimed = await this.#claimFile(key, now);
    if (!claimed) return 'busy';
    await this.#reader.update((record) => void this.#done.set(record.key, record));
    if (await this.isDone(item)) {
      await claimed.release();
      return 'done';
    }
    const first = claimed.before;
    const made = new Set(item.outputs.filter((_, i) => now[i] !== null && !sameState(now[i], first[i])));
    return {
      existing: item.outputs.filter((_, i) => now[i] !== null),
      made: (output) => made.has(output),
      finish: () => this.#finish(item, key, claimed.release),
      release: async () => {
        const after = await statesOf(item.outputs);
        if (after.every((state, i) => sameState(state, first[i]))) await claimed.release();
      },
    };
  }

  /** A claim, and what the outputs were before the first of its dead predecessors began. */
  async #claimFile(
    key: string,
    now: readonly (FileState | null)[],
  ): Promise<{ before: readonly (FileState | null)[]; release(): Promise<void> } | undefined> {
    // Which claims are dead, and what they say, is known before the new one is written.
    const base = join(this.#folder, key);
    let before = now;
    const dead: ClaimRecord[] = [];
    const isDead = async (text: string): Promise<boolean> => {
      const record = parseClaim(text);
      if (record && !(await this.#isDead(record.owner))) return false;
      if (record?.before.length === now.length) dead.push(record);
      before = dead[0]?.before ?? now;
      return true;
    };
    const text = (): string => JSON.stringify({ owner: processToken, before } satisfies ClaimRecord);
    const claim = await claimFile(base, text, isDead);
    return claim && { before, release: claim.release };
  }

  async #finish(item: LedgerItem, key: string, release: () => Promise<void>): Promise<void> {
    const record: DoneRecord = {
      key,
      inputs: await statesOf(item.inputs),
      outputs: await statesOf(item.outputs),
      names: item.outputs.map((path) => relative(this.#home, resolve(path))),
    };
    this.#done.set(key, record);
    // Where the folder was removed meanwhile the result is gone as well: the job looks for that in the end.
    await mkdir(this.#folder, { recursive: true });
    await appendFile(this.#journal, `${JSON.stringify(record)}\n`);
    await release();
  }

  async #isDead(owner: string): Promise<boolean> {
    const ended = hasEnded(owner);
    if (ended !== undefined) return ended;
    const theirs = await stat(join(this.#folder, owner + JOURNAL_ENDING)).catch(() => undefined);
    // By the clock of the file system, which both share; a journal that has ended leaves the folder's.
    const ours = await stat(this.#journal).catch(() => stat(this.#folder).catch(() => undefined));
    return !theirs || (ours !== undefined && ours.mtimeMs - theirs.mtimeMs > SILENT_MS);
  }

  /** Makes the folder, also where it was removed while the job ran, and begins to give signs of life. */
  async #enter(): Promise<void> {
    const first = await mkdir(this.#folder, { recursive: true });
    await appendFile(this.#journal, '');
    if (this.#heartbeat) return;
    this.#made = first;
    const beat = (): void => void utimes(this.#journal, new Date(), new Date()).catch(() => undefined);
    beat();
    this.#heartbeat ??= setInterval(beat, HEARTBEAT_MS).unref();
    await removeLeftovers(this.#folder);
  }

  /**
   * Ends this process's part. When all items are done, and nobody else works here, the folder goes away and the
   * archive remembers the job.
   */
  async close(complete: boolean): Promise<void> {
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
    const own = await stat(this.#journal).catch(() => undefined);
    if (own?.size === 0) await rm(this.#journal, { force: true });
    // Before looking for others, so that of several that end at the same time the last one sees that all have.
    if (complete)
      await rename(this.#journal, this.#journal.replace(JOURNAL_ENDING, ENDED_ENDING)).catch(() => undefined);
    if (complete && !(await this.#isInUse())) {
      await this.#reader.update((record) => void this.#done.set(record.key, record));
      await this.#archive();
      for (const name of await readdir(this.#folder).catch(() => [])) {
        await rm(join(this.#folder, name), { force: true });
      }
    }
    await this.#removeEmptyFolders();
  }

  /** Whether others work here, or claims are left of a run that had other items and was killed. */
  async #isInUse(): Promise<boolean> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      if (/^[0-9a-f]+\.\d+$/.test(name)) return true;
      const isRunning = name.endsWith(JOURNAL_ENDING) && !name.endsWith(ENDED_ENDING);
      const owner = basename(name, JOURNAL_ENDING);
      if (isRunning && owner !== processToken && !(await this.#isDead(owner))) return true;
    }
    return false;
  }

  async #archive(): Promise<void> {
    if (this.#done.size === 0) return;
    const folder = dirname(this.#archived);
    const lines = [...this.#done.values()].map((record) => `${JSON.stringify(record)}\n`);
    // A convenience: where the archive cannot be written, a finished job is not recognised, and nothing else.
    await mkdir(folder, { recursive: true })
      .then(() => writeWhole(this.#archived, lines.join(''), { overwrite: true }))
      .catch(() => undefined);
    const all = dirname(folder);
    for (const name of await readdir(all).catch(() => [])) {
      const found = await stat(join(all, name)).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > REMEMBERED_MS) {
        await rm(join(all, name), { recursive: true, force: true });
      }
    }
  }

  async #removeEmptyFolders(): Promise<void> {
    const empty = (folder: string): Promise<boolean> =>
      rmdir(folder).then(
        () => true,
        () => false,
      );
    let folder = this.#folder;
    while ((await empty(folder)) && this.#made !== undefined && folder !== this.#made)
      folder = dirname(folder);
  }
}
