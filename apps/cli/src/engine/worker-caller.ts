import { Worker } from 'node:worker_threads';
import { DeviceError, type LongWork } from '@srkit/core';
import type { Reply, WorkerRequest } from './messages';
import { fromPlainError } from './plain-error';

const REMEDIES: Readonly<Record<WorkerRequest['kind'], string>> = {
  upscale: 'Try a smaller --memory or --tile.',
  degrade: 'Cut the picture into parts first.',
};

const lost = (cause: unknown, remedy: string): DeviceError =>
  new DeviceError(
    'E_DEVICE_LOST',
    `The computation ended unexpectedly (${cause instanceof Error ? cause.message : `exit code ${cause}`}). ${remedy}`,
    { cause },
  );

/** The worker and whatever waits for its next answer. */
export class WorkerCaller {
  readonly #worker: Worker;
  readonly #remedy: string;
  #onReply: ((reply: Reply) => void) | undefined;
  #onEnd: ((error: Error) => void) | undefined;
  #ended: Error | undefined;

  constructor(request: WorkerRequest) {
    this.#remedy = REMEDIES[request.kind];
    this.#worker = new Worker(new URL('./engine-worker.js', import.meta.url), { workerData: request });
    this.#worker.on('message', (reply: Reply) => this.#onReply?.(reply));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', (code) => this.#end(code));
  }

  #end(cause: unknown): void {
    this.#ended ??= lost(cause, this.#remedy);
    this.#onEnd?.(this.#ended);
  }

  /** Waits for the answer to `call`, or to the worker's start. Aborting ends the worker, wherever it is. */
  async ask<T>(call: object | undefined, { onProgress, signal }: LongWork): Promise<T> {
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
