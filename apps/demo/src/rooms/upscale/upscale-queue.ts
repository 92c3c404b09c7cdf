import type { Engine } from '../../engine/engine';
import type { ModelChoice, PicturePart, UpscaleOutput } from '../../engine/protocol';
import { errorText } from '../../shell/words';
import { closeShown, type Shown } from '../../view/draw';
import { shownOf } from '../../view/shown-of';

/** How pictures are enlarged. */
export interface Settings {
  readonly model: ModelChoice;
  readonly outscale: number | undefined;
  readonly mode: 'exact' | 'fast';
}

export interface QueueItem {
  readonly id: number;
  readonly file: File;
  state: 'waiting' | 'working' | 'done' | 'failed' | 'stopped';
  /** Part that is done, 0..1. */
  part: number;
  /** Seconds left; undefined while that cannot be told. */
  eta: number | undefined;
  result: UpscaleOutput | undefined;
  error: string;
  /** Whether the graphics card failed and the CPU went on. */
  retried: boolean;
}

/** Below this part of the work the time that is left is a guess. */
const TOO_EARLY = 0.03;

/** Pictures that are enlarged one after the other, and what is shown of the chosen one. */
export class UpscaleQueue {
  readonly items: QueueItem[] = [];
  selected: QueueItem | undefined;
  before: Shown | undefined;
  after: Shown | undefined;
  readonly #changed: () => void;
  readonly #engine: () => Engine;
  readonly #fallback: () => Promise<boolean>;
  #next = 1;
  #running: { readonly item: QueueItem; readonly controller: AbortController } | undefined;
  /** What is drawn of the picture that is being made; `after` when that is the chosen one. */
  #growing: Shown | undefined;

  /**
   * @param fallback Makes another engine where the graphics card failed. @returns whether there is one.
   */
  constructor(changed: () => void, engine: () => Engine, fallback: () => Promise<boolean>) {
    this.#changed = changed;
    this.#engine = engine;
    this.#fallback = fallback;
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  add(files: Iterable<File>, settings: () => Settings): void {
    for (const file of files) {
      const item: QueueItem = {
        ...{ id: this.#next++, file, state: 'waiting', part: 0, eta: undefined },
        ...{ result: undefined, error: '', retried: false },
      };
      this.items.push(item);
      if (this.selected?.state !== 'working') void this.select(item);
    }
    this.#changed();
    void this.#run(settings);
  }

  again(item: QueueItem, settings: () => Settings): void {
    Object.assign(item, { state: 'waiting', part: 0, result: undefined, error: '', retried: false });
    this.#changed();
    void this.#run(settings);
  }

  stop(item: QueueItem): void {
    if (this.#running?.item === item) this.#running.controller.abort();
    else if (item.state === 'waiting') item.state = 'stopped';
    this.#changed();
  }

  remove(item: QueueItem): void {
    this.stop(item);
    this.items.splice(this.items.indexOf(item), 1);
    if (this.selected === item) void this.select(this.items.at(-1));
    this.#changed();
  }

  /** Shows another picture: its file, and its result as far as there is one. */
  async select(item: QueueItem | undefined): Promise<void> {
    if (item === this.selected) return;
    this.selected = item;
    for (const shown of [this.before, this.after]) closeShown(shown);
    if (this.#growing !== this.after) closeShown(this.#growing);
    if (this.#growing) this.#growing = { ...this.#growing, pieces: [] };
    this.before = undefined;
    this.after = undefined;
    this.#changed();
    if (!item) return;
    const [before, after] = await Promise.all([
      shownOf(item.file),
      item.result ? shownOf(item.result.png) : undefined,
    ]);
    if (this.selected !== item) {
      closeShown(before);
      closeShown(after);
      return;
    }
    this.before = before;
    if (after) this.after = after;
    this.#changed();
  }

  async #run(settings: () => Settings): Promise<void> {
    if (this.#running) return;
    for (;;) {
      const item = this.items.find(({ state }) => state === 'waiting');
      if (!item) return;
      const controller = new AbortController();
      this.#running = { item, controller };
      await this.#enlarge(item, settings(), controller.signal);
      this.#running = undefined;
      this.#growing = undefined;
      this.#changed();
    }
  }

  async #enlarge(item: QueueItem, settings: Settings, signal: AbortSignal): Promise<void> {
    item.state = 'working';
    const started = performance.now();
    if (this.selected === item) this.#show(undefined);
    const onProgress = ({ done, total }: { done: number; total: number }): void => {
      item.part = done / total;
      const seconds = (performance.now() - started) / 1000;
      item.eta = item.part > TOO_EARLY ? (seconds * (1 - item.part)) / item.part : undefined;
      this.#changed();
    };
    try {
      const input = { picture: item.file, name: item.file.name, ...settings };
      const onPart = (part: unknown): void => this.#take(item, part as PicturePart);
      item.result = await this.#engine().call('upscale', input, { signal, onProgress, onPart });
      item.state = 'done';
      // It was not looked at all the time.
      if (this.selected === item && this.after !== this.#growing) this.#show(await shownOf(item.result.png));
    } catch (error) {
      const isLost = error instanceof Error && 'code' in error && /^E_DEVICE_/.test(String(error.code));
      if (isLost && !signal.aborted && !item.retried && (await this.#fallback())) {
        item.retried = true;
        return this.#enlarge(item, settings, signal);
      }
      item.state = signal.aborted ? 'stopped' : 'failed';
      item.error = signal.aborted ? '' : errorText(error);
      if (this.selected === item) this.#show(undefined);
    }
  }

  #show(shown: Shown | undefined): void {
    closeShown(this.after);
    this.after = shown;
    this.#changed();
  }

  #take(item: QueueItem, part: PicturePart): void {
    if (part.kind === 'size') {
      const { width, height } = part;
      this.#growing = { width, height, pieces: [] };
      // What was shown until now stays below until the final picture covers it.
      if (this.selected === item && !this.after) this.after = this.#growing;
    } else if (!this.#growing || this.selected !== item) {
      part.bitmap.close();
      return;
    } else {
      this.#growing = { ...this.#growing, pieces: [...this.#growing.pieces, part] };
      const { pieces, width, height } = this.#growing;
      const covered = pieces.reduce((sum, { bitmap }) => sum + bitmap.width * bitmap.height, 0);
      if (part.kind === 'patch') this.after = this.#growing;
      else if (covered >= width * height) {
        closeShown(this.after);
        this.after = this.#growing;
      }
    }
    this.#changed();
  }
}
