import { Worker } from 'node:worker_threads';
import { DeviceError, type LongWork } from '@srkit/core';
import type { UpscaleResult } from '@srkit/upscale';
import type { Engine, EngineRequest, ModelFacts, Plan } from './engine';
import type { Call, Reply } from './messages';
import { fromPlainError } from './plain-error';

const lost = (cause: unknown): DeviceError =>
  new DeviceError(
    'E_DEVICE_LOST',
    `The computation ended unexpectedly (${cause instanceof Error ? cause.message : `exit code ${cause}`}). Try a smaller --memory or --tile.`,
    { cause },
  );

/** The worker and whatever waits for its next answer. */
class Caller {
  readonly #worker: Worker;
  #onReply: ((reply: Reply) => void) | undefined;
  #onEnd: ((error: Error) => void) | undefined;
  #ended: Error | undefined;

  constructor(request: EngineRequest) {
    this.#worker = new Worker(new URL('./engine-worker.js', import.meta.url), { workerData: request });
    this.#worker.on('message', (reply: Reply) => this.#onReply?.(reply));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', (code) => this.#end(code));
  }

  #end(cause: unknown): void {
    this.#ended ??= lost(cause);
    this.#onEnd?.(this.#ended);
  }

  /** Waits for the answer to `call`, or to the worker's start. Aborting ends the worker, wherever it is. */
  async ask<T>(call: Call | undefined, { onProgress, signal }: LongWork): Promise<T> {
    signal?.throwIfAborted();
    if (this.#ended) throw this.#ended;
    const abort = (): void => void this.close();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#onEnd = reject;
        this.#onReply = (reply) => {
          if (reply.kind === 'progress') onProgress?.(reply.progress);
          else if (reply.kind === 'value') resolve(reply.value as T);
          else reject(fromPlainError(reply.error));
        };
        if (call) this.#worker.postMessage(call);
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** An engine on a thread of its own, for backends that keep theirs busy. */
export const openWorkerEngine = async (request: EngineRequest, signal?: AbortSignal): Promise<Engine> => {
  const caller = new Caller(request);
  try {
    const model = await caller.ask<ModelFacts>(undefined, { signal });
    return {
      model,
      plan: (width, height) => caller.ask<Plan>({ kind: 'plan', width, height }, { signal }),
      upscale: (picture, work) => caller.ask<UpscaleResult>({ kind: 'upscale', picture }, work),
      close: () => caller.close(),
    };
  } catch (error) {
    await caller.close();
    throw error;
  }
};
