import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileState } from '../ledger/file-state';
import type { FilePath, Ledger, LedgerItem } from '../ledger/item';
import type { ObjectFacts, ObjectStore } from './object-store';
import { isObjectUrl, parseObjectUrl } from './object-url';

const TYPES: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  png: 'image/png',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  webp: 'image/webp',
};

const typeOf = (url: string): string | undefined => TYPES[url.slice(url.lastIndexOf('.') + 1).toLowerCase()];

export interface ObjectResultsOptions {
  readonly store: ObjectStore;
  /** Names the job, see `jobIdentity`. */
  readonly job: string;
  /** Whether what an earlier run of the job has made is made again. */
  readonly anew: boolean;
}

/**
 * Results of a job that go into an object store, and the ledger of its items, whose `outputs` are URLs. They are written into a
 * folder of this machine first and then sent, so that an object is whole or not there.
 *
 * Each object says by a mark which job and which inputs made it: a job that is run again does what is missing, and what was made
 * from other inputs is there already, as with files. There are no claims: of two processes that make the same, the later
 * one's result stays.
 */
export class ObjectResults implements Ledger {
  readonly #options: ObjectResultsOptions;
  readonly #folder: string;

  private constructor(options: ObjectResultsOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
  }

  static async open(options: ObjectResultsOptions): Promise<ObjectResults> {
    return new ObjectResults(options, await mkdtemp(join(tmpdir(), 'srkit-objects-')));
  }

  /** Where to write what becomes an object. @throws ConfigError `E_CONFIG_OBJECT` */
  fileOf(url: string): string {
    const { bucket, key } = parseObjectUrl(url);
    return join(this.#folder, bucket, ...key.split('/'));
  }

  /** What an input is now: one that has changed makes another result. */
  async #stateOf(path: FilePath): Promise<unknown> {
    if (!isObjectUrl(path)) return (await fileState(path)) ?? null;
    const facts = await this.#options.store.facts(path);
    return facts ? [facts.bytes, facts.etag] : null;
  }

  async #markOf({ inputs }: LedgerItem): Promise<string> {
    const states = await Promise.all(inputs.map((input) => this.#stateOf(input)));
    const text = JSON.stringify([this.#options.job, states]);
    return createHash('sha256').update(text).digest('hex').slice(0, 32);
  }

  #factsOf({ outputs }: LedgerItem): Promise<(ObjectFacts | undefined)[]> {
    return Promise.all(outputs.map((url) => this.#options.store.facts(url)));
  }

  async isDone(item: LedgerItem): Promise<boolean> {
    if (this.#options.anew) return false;
    const [mark, found] = [await this.#markOf(item), await this.#factsOf(item)];
    return found.every((facts) => facts?.mark === mark);
  }

  async allThere(item: LedgerItem): Promise<boolean> {
    return (await this.#factsOf(item)).every((facts) => facts !== undefined);
  }

  async claim(item: LedgerItem): ReturnType<Ledger['claim']> {
    const [mark, found] = [await this.#markOf(item), await this.#factsOf(item)];
    const isMade = (facts: ObjectFacts | undefined): boolean => !this.#options.anew && facts?.mark === mark;
    const made = new Set(item.outputs.filter((_, i) => isMade(found[i])));
    return {
      existing: item.outputs.filter((_, i) => found[i] !== undefined),
      made: (output) => made.has(output),
      finish: async () => undefined,
      release: async () => undefined,
    };
  }

  /**
   * Lets an item's files be written to where `fileOf` says, and sends those that are there then, in the order of its outputs.
   *
   * @throws what `write` does; ObjectError.
   */
  async publish<T>(item: LedgerItem, write: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { store } = this.#options;
    const files = item.outputs.map((url) => this.fileOf(url));
    try {
      // Before the work, so that an input that changes meanwhile is another one.
      const mark = await this.#markOf(item);
      for (const file of files) await mkdir(dirname(file), { recursive: true });
      const result = await write();
      for (const [i, url] of item.outputs.entries()) {
        const file = files[i]!;
        if (!(await stat(file).catch(() => undefined))) continue;
        await store.write(url, file, { mark, type: typeOf(url), signal });
      }
      return result;
    } finally {
      for (const file of files) await rm(file, { force: true });
    }
  }

  /** Removes the folder. */
  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
