import { dirname, resolve } from 'node:path';
import { Journal } from './journal';
import type { JobItem } from './name-outputs';
import type { OutputTarget } from './output-target';

/** The journals of a job: one in the output folder, or one in each folder that results lie in beside their inputs. */
export class Journals {
  readonly #byFolder: ReadonlyMap<string, Journal>;
  readonly #folderOf: (item: JobItem) => string;

  private constructor(byFolder: ReadonlyMap<string, Journal>, folderOf: (item: JobItem) => string) {
    this.#byFolder = byFolder;
    this.#folderOf = folderOf;
  }

  /** @param several whether the job can hold more than one picture; jobs of one picture keep no journal. */
  static async open(
    items: readonly JobItem[],
    target: OutputTarget,
    job: string,
    several: boolean,
  ): Promise<Journals> {
    const folderOf = (item: JobItem): string =>
      resolve(target.kind === 'folder' ? target.path : dirname(item.output));
    const byFolder = new Map<string, Journal>();
    for (const folder of several ? new Set(items.map(folderOf)) : []) {
      byFolder.set(folder, await Journal.open(folder, job));
    }
    return new Journals(byFolder, folderOf);
  }

  /** Absolute paths of all results so far. */
  get outputs(): ReadonlySet<string> {
    return new Set([...this.#byFolder.values()].flatMap((journal) => journal.outputs));
  }

  /** Folders with the journal of a job that had other options or another model. */
  get foreignFolders(): string[] {
    return [...this.#byFolder].filter(([, journal]) => journal.foreign).map(([folder]) => folder);
  }

  async has(item: JobItem): Promise<boolean> {
    return (await this.#byFolder.get(this.#folderOf(item))?.has(item)) ?? false;
  }

  async add(item: JobItem): Promise<void> {
    await this.#byFolder.get(this.#folderOf(item))?.add(item);
  }

  /** Takes all journals away: the job is complete. */
  async remove(): Promise<void> {
    for (const journal of this.#byFolder.values()) await journal.remove();
  }
}
