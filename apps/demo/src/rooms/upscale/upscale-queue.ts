import type { Engine } from '../../engine/engine';
import type { EngineFacts, ModelChoice, PicturePart, UpscaleOutput } from '../../engine/protocol';
import { errorText } from '../../shell/words';
import { closeShown, type Shown } from '../../view/draw';
import { shownOf, shownResult, withParts } from '../../view/shown-of';

/** How pictures are enlarged. */
export interface Settings {
  readonly model: ModelChoice;
  readonly outscale: number | undefined;
  readonly mode: 'exact' | 'fast';
  readonly keepColours: boolean;
  readonly memoryBudget: number | undefined;
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
  /** Whether the graphics card failed and something else went on. */
  retried: boolean;
}

/** What the queue asks of the page. */
export interface QueueHost {
  /** Draws what has changed. */
  changed(): void;
  engine(): Engine;
  /** Makes another engine where the graphics card failed. @returns whether there is one. */
  fallBack(): Promise<boolean>;
  /** Hears what computes since a device was lost. */
  moved(facts: EngineFacts): void;
  /** A picture has ended that had lost its device: may try the device again. */
  renew(): Promise<void>;
}

/** Below this part of the work the time that is left is a guess. */
const TOO_EARLY = 0.03;

/** Pictures that are enlarged one after the other, and what is shown of the chosen one. */
export class UpscaleQueue {
  readonly items: QueueItem[] = [];
  selected: QueueItem | undefined;
  before: Shown | undefined;
  after: Shown | undefined;
  readonly #host: QueueHost;
  #next = 1;
  #running: { readonly item: QueueItem; readonly controller: AbortController } | undefined;
  /** What is drawn of the picture that is being made; `after` when that is the chosen one. */
  #growing: Shown | undefined;
  /** Whether parts of it came while another picture was looked at, and are not kept. */
  #missed = false;

  constructor(host: QueueHost) {
    this.#host = host;
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  add(files: Iterable<File>, settings: () => Settings): void {
    let first: QueueItem | undefined;
    for (const file of files) {
      const item: QueueItem = {
        ...{ id: this.#next++, file, state: 'waiting', part: 0, eta: undefined },
        ...{ result: undefined, error: '', retried: false },
      };
      this.items.push(item);
      // The first of them is the first to be enlarged.
      first ??= item;
    }
    if (first && this.selected?.state !== 'working') void this.select(first);
    this.#host.changed();
    void this.#run(settings);
  }

  again(item: QueueItem, settings: () => Settings): void {
    Object.assign(item, { state: 'waiting', part: 0, result: undefined, error: '', retried: false });
    this.#host.changed();
    void this.#run(settings);
  }

  stop(item: QueueItem): void {
    if (this.#running?.item === item) this.#running.controller.abort();
    else if (item.state === 'waiting') item.state = 'stopped';
    this.#host.changed();
  }

  remove(item: QueueItem): void {
    this.stop(item);
    this.items.splice(this.items.indexOf(item), 1);
    if (this.selected === item) void this.select(this.items.at(-1));
    this.#host.changed();
  }

  /** Shows another picture: its file, and its result as far as there is one. */
  async select(item: QueueItem | undefined): Promise<void> {
    if (item === this.selected) return;
    this.selected = item;
    for (const shown of [this.before, this.after]) closeShown(shown);
    if (this.#growing !== this.after) closeShown(this.#growing);
    if (this.#growing) this.#growing = { ...this.#growing, pieces: [] };
    this.#missed = true;
    this.before = undefined;
    this.after = undefined;
    this.#host.changed();
    if (!item) return;
    const [before, after] = await Promise.all([
      shownOf(item.file),
      item.result ? shownResult(item.result) : undefined,
    ]);
    if (this.selected !== item) {
      closeShown(before);
      closeShown(after);
      return;
    }
    this.before = before;
    if (after) this.after = after;
    this.#host.changed();
  }

  async #run(settings: () => Settings): Promise<void> {
    if (this.#running) return;
    for (;;) {
      const item = this.items.find(({ state }) => state === 'waiting');
      if (!item) return;
      const controller = new AbortController();
      this.#running = { item, controller };
      await this.#enlarge(item, settings(), controller.signal);
      if (item.retried) await this.#host.renew();
      this.#running = undefined;
      this.#growing = undefined;
      this.#host.changed();
    }
  }

  async #enlarge(item: QueueItem, settings: Settings, signal: AbortSignal): Promise<void> {
    item.state = 'working';
    this.#missed = false;
    const started = performance.now();
    if (this.selected === item) this.#show(undefined);
    const onProgress = ({ done, total }: { done: number; total: number }): void => {
      item.part = done / total;
      const seconds = (performance.now() - started) / 1000;
      item.eta = item.part > TOO_EARLY ? (seconds * (1 - item.part)) / item.part : undefined;
      this.#host.changed();
    };
    const engine = this.#host.engine();
    try {
      const input = { picture: item.file, name: item.file.name, ...settings };
      const onPart = (part: unknown): void => this.#take(item, part as PicturePart);
      item.result = await engine.call('upscale', input, { signal, onProgress, onPart });
      item.state = 'done';
      if (this.selected !== item) return;
      if (this.#missed || this.after !== this.#growing) {
        const shown = await shownResult(item.result);
        if (this.selected === item) this.#show(shown);
        else closeShown(shown);
      } else if (this.after) this.after = withParts(item.result, this.after.pieces);
    } catch (error) {
      const isLost = error instanceof Error && 'code' in error && /^E_DEVICE_/.test(String(error.code));
      // Another backend was chosen meanwhile.
      if (isLost && !signal.aborted && this.#host.engine() !== engine)
        return this.#enlarge(item, settings, signal);
      if (isLost && !signal.aborted && !item.retried && (await this.#host.fallBack())) {
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
    this.#host.changed();
  }

  #take(item: QueueItem, part: PicturePart): void {
    if (part.kind === 'moved') {
      item.retried = true;
      this.#host.moved(part.facts);
    } else if (part.kind === 'size') {
      const { width, height } = part;
      this.#growing = { width, height, pieces: [] };
      // What was shown until now stays below until the final picture covers it.
      if (this.selected === item && !this.after) this.after = this.#growing;
    } else if (!this.#growing || this.selected !== item) {
      part.bitmap.close();
      this.#missed = true;
      return;
    } else {
      this.#growing = { ...this.#growing, pieces: [...this.#growing.pieces, part] };
      const { pieces, width, height } = this.#growing;
      const covered = pieces.reduce((sum, piece) => sum + piece.width * piece.height, 0);
      if (part.kind === 'patch') this.after = this.#growing;
      else if (covered >= width * height) {
        closeShown(this.after);
        this.after = this.#growing;
      }
    }
    this.#host.changed();
  }
}
