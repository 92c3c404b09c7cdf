import { eventFileStart, imageEvent, scalarEvent, textEvent } from '../logs/event-file';
import type { Json } from './batch-source';
import type { RunFolder } from './run-folder';

const NAME = 'log.ndjson';

const iterationOf = (line: string): number => {
  try {
    const { iteration } = JSON.parse(line) as { iteration?: unknown };
    return typeof iteration === 'number' ? iteration : 0;
  } catch {
    // The last line of a process that was killed.
    return Number.POSITIVE_INFINITY;
  }
};

/** An entry of the log. */
export interface LogEntry {
  readonly event: string;
  readonly iteration: number;
  readonly [key: string]: Json;
}

/**
 * The logs: `log.ndjson`, one JSON object a line, each with its iteration; and for TensorBoard an event file of each start, with
 * losses, rates and metrics as curves, previews as pictures, and the recipe as text.
 */
export class RunLog {
  readonly #folder: RunFolder | undefined;
  #events: string | undefined;

  constructor(folder: RunFolder | undefined) {
    this.#folder = folder;
  }

  /** Takes away what an earlier process wrote of iterations that will be done again. */
  async cut(iteration: number): Promise<void> {
    const bytes = await this.#folder?.read(NAME);
    if (!bytes) return;
    const lines = new TextDecoder().decode(bytes).split('\n').filter(Boolean);
    const kept = lines.filter((line) => iterationOf(line) <= iteration);
    if (kept.length < lines.length) await this.#folder?.write(NAME, kept.map((line) => `${line}\n`).join(''));
  }

  /** An entry of `log.ndjson`. */
  async write(entry: LogEntry): Promise<void> {
    await this.#folder?.append(NAME, `${JSON.stringify({ ...entry, time: new Date().toISOString() })}\n`);
  }

  /** Curves, by their names. */
  async curves(iteration: number, values: Readonly<Record<string, number>>): Promise<void> {
    const now = Date.now() / 1000;
    for (const [tag, value] of Object.entries(values))
      await this.#event(scalarEvent(now, iteration, tag, value));
  }

  async picture(
    iteration: number,
    tag: string,
    picture: { readonly width: number; readonly height: number; readonly png: Uint8Array },
  ): Promise<void> {
    await this.#event(imageEvent(Date.now() / 1000, iteration, tag, picture));
  }

  async text(iteration: number, tag: string, text: string): Promise<void> {
    await this.#event(textEvent(Date.now() / 1000, iteration, tag, text));
  }

  async #event(record: Uint8Array): Promise<void> {
    const now = Date.now() / 1000;
    if (this.#events === undefined) {
      // TensorBoard finds its files by this name, and orders them by the time in it.
      this.#events = `events/events.out.tfevents.${now.toFixed(3)}.srkit`;
      await this.#folder?.append(this.#events, eventFileStart(now));
    }
    await this.#folder?.append(this.#events, record);
  }
}
