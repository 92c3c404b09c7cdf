import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { formatJournal, type JournalEntry, MAX_JOURNAL_BYTES, parseJournal } from './journal-entry';
import type { JobItem } from './name-outputs';

export const JOURNAL_NAME = '.srkit-job.json';

const sizeOf = (path: string) => stat(path).catch(() => undefined);

/** Which pictures of a job are done, kept in the output folder so that an interrupted job can go on. */
export class Journal {
  readonly #folder: string;
  readonly #job: string;
  readonly #finished: Map<string, JournalEntry>;
  /** Whether the folder holds the journal of a job with other options or another model. */
  readonly foreign: boolean;

  private constructor(folder: string, job: string, finished: readonly JournalEntry[], foreign: boolean) {
    this.#folder = folder;
    this.#job = job;
    this.#finished = new Map(finished.map((entry) => [entry.input, entry]));
    this.foreign = foreign;
  }

  /** @param job identifies options and model; entries of another job do not count. */
  static async open(folder: string, job: string): Promise<Journal> {
    const path = join(folder, JOURNAL_NAME);
    const size = (await sizeOf(path))?.size ?? 0;
    const text = size > 0 && size <= MAX_JOURNAL_BYTES ? await readFile(path, 'utf8') : '';
    const found = parseJournal(text);
    const own = found?.job === job;
    return new Journal(folder, job, own ? found.finished : [], size > 0 && !own);
  }

  /** Absolute paths of the results so far. */
  get outputs(): string[] {
    return [...this.#finished.values()].map(({ output }) => resolve(this.#folder, output));
  }

  /** Whether this picture, as it is now, has been done and its result is still there. */
  async has({ input, output }: JobItem): Promise<boolean> {
    const entry = this.#finished.get(resolve(input.path));
    if (!entry || resolve(this.#folder, entry.output) !== resolve(output)) return false;
    const [source, result] = [await sizeOf(input.path), await sizeOf(output)];
    return (
      source?.size === entry.inputBytes &&
      source.mtimeMs === entry.inputModified &&
      result?.size === entry.outputBytes
    );
  }

  /** Notes a picture whose result has just got its name. */
  async add({ input, output }: JobItem): Promise<void> {
    const [source, result] = [await stat(input.path), await stat(output)];
    this.#finished.set(resolve(input.path), {
      input: resolve(input.path),
      inputBytes: source.size,
      inputModified: source.mtimeMs,
      output: relative(this.#folder, output),
      outputBytes: result.size,
    });
    await this.#write();
  }

  async #write(): Promise<void> {
    const path = join(this.#folder, JOURNAL_NAME);
    const temporary = `${path}.tmp`;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(temporary, formatJournal(this.#job, [...this.#finished.values()]));
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** The job is complete: takes the journal away. */
  async remove(): Promise<void> {
    await rm(join(this.#folder, JOURNAL_NAME), { force: true });
  }
}
