import type { Kind, QueueItemWork, QueueSettings } from './kind';
import { parsePayload, type QueuePayload } from './payloads';

type Command = QueuePayload['command'];

/** Loaded when a queue asks for them. */
const KINDS: Readonly<Record<Command, (settings: QueueSettings) => Promise<Kind<never>>>> = {
  upscale: async (settings) => new (await import('./upscale-kind')).UpscaleKind(settings),
  degrade: async (settings) => new (await import('./degrade-kind')).DegradeKind(settings),
  'build-lmr': async (settings) => new (await import('./lmr-kind')).LmrKind(settings),
  eval: async (settings) => new (await import('./eval-kind')).EvalKind(settings),
};

/** Does what stands in a queue. What one kind of items holds is freed before another one comes. */
export class QueueWorker {
  readonly #settings: QueueSettings;
  #open: { readonly command: Command; readonly kind: Kind<never> } | undefined;

  constructor(settings: QueueSettings) {
    this.#settings = settings;
  }

  /** Does one. @throws for a payload that is none, a place out of the roots, and what befalls the item. */
  async compute(given: unknown, work: QueueItemWork): Promise<void> {
    const payload = parsePayload(given);
    const { command } = payload;
    if (this.#open?.command !== command) {
      await this.close();
      this.#open = { command, kind: await KINDS[command](this.#settings) };
    }
    await this.#open.kind.compute(payload as never, work);
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.kind.close();
  }
}
