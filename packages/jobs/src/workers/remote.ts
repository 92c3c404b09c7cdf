import { DeviceError, onAbort } from '@srkit/core';
import type { InputOf, Methods, Reply, Request, ValueOf, WorkerPort, WorkInParts } from './messages';
import { fromPlainError } from './plain-error';

const lost = (cause: unknown, remedy: string): DeviceError =>
  new DeviceError(
    'E_DEVICE_LOST',
    `The computation ended unexpectedly (${cause instanceof Error ? cause.message : `exit code ${cause}`}). ${remedy}`,
    { cause },
  );

export interface RemoteOptions {
  /** What to do when the worker dies, most likely for want of memory: the end of an error's message. */
  readonly remedy: string;
  readonly signal?: AbortSignal | undefined;
}

/** Methods that run in a worker. One call at a time: others wait for their turn. */
export class Remote<M extends Methods, Facts> {
  readonly #port: WorkerPort;
  #onReply: ((reply: Reply) => void) | undefined;
  #onEnd: ((error: Error) => void) | undefined;
  #ended: Error | undefined;
  /** Settles with the call before. */
  #turn: Promise<unknown> = Promise.resolve();
  /** What the worker said when it had started. */
  facts!: Facts;

  private constructor(port: WorkerPort, remedy: string) {
    this.#port = port;
    port.onReply((reply) => this.#onReply?.(reply));
    port.onEnd((cause) => {
      this.#ended ??= lost(cause, remedy);
      this.#onEnd?.(this.#ended);
    });
  }

  /** Waits until the worker has started. @throws what it throws; DeviceError when it dies; `signal.reason`. */
  static async open<M extends Methods, Facts>(
    port: WorkerPort,
    input: unknown,
    { remedy, signal }: RemoteOptions,
  ): Promise<Remote<M, Facts>> {
    const remote = new Remote<M, Facts>(port, remedy);
    try {
      remote.facts = (await remote.#ask({ kind: 'start', input }, { signal })) as Facts;
      return remote;
    } catch (error) {
      await remote.close();
      throw error;
    }
  }

  /** Whether it can be called no more. */
  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /** Calls a method. Aborting ends the worker, wherever it is. */
  call<K extends keyof M & string>(
    method: K,
    input: InputOf<M, K>,
    work: WorkInParts = {},
  ): Promise<ValueOf<M, K>> {
    return this.#ask({ kind: 'call', method, input }, work) as Promise<ValueOf<M, K>>;
  }

  #ask(request: Request, work: WorkInParts): Promise<unknown> {
    const answer = this.#turn.then(() => this.#post(request, work));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async #post(request: Request, { onProgress, onPart, signal }: WorkInParts): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#ended) throw this.#ended;
    const stopWaiting = signal && onAbort(signal, () => void this.close());
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.#onEnd = reject;
        this.#onReply = (reply) => {
          if (reply.kind === 'progress') onProgress?.(reply.progress);
          else if (reply.kind === 'part') onPart?.(reply.part);
          else if (reply.kind === 'value') resolve(reply.value);
          else reject(fromPlainError(reply.error));
        };
        this.#port.post(request);
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      stopWaiting?.();
    }
  }

  async close(): Promise<void> {
    await this.#port.terminate();
    this.#ended ??= lost('closed', '');
    // A page's worker ends without a word.
    this.#onEnd?.(this.#ended);
  }
}
