import { DeviceError } from '@srkit/core';
import type { InputOf, Methods, ValueOf, WorkInParts } from './messages';
import type { Remote } from './remote';

export interface WorkerPoolOptions<M extends Methods, Facts> {
  /** Most workers at once. They start when they are needed. */
  readonly size: number;
  open(): Promise<Remote<M, Facts>>;
}

/** Workers that share calls: each has one at a time, and those for which none is free wait in order. */
export class WorkerPool<M extends Methods, Facts> {
  readonly #options: WorkerPoolOptions<M, Facts>;
  readonly #all = new Set<Remote<M, Facts>>();
  readonly #free: Remote<M, Facts>[] = [];
  readonly #waiting: (() => void)[] = [];
  /** Workers that are there or being started. */
  #count = 0;
  #closed = false;

  constructor(options: WorkerPoolOptions<M, Facts>) {
    this.#options = options;
  }

  /** Calls a method of a free worker. Aborting ends that worker; another one takes its place when needed. */
  async call<K extends keyof M & string>(
    method: K,
    input: InputOf<M, K>,
    work: WorkInParts = {},
  ): Promise<ValueOf<M, K>> {
    const worker = await this.#take();
    try {
      work.signal?.throwIfAborted();
      return await worker.call(method, input, work);
    } finally {
      this.#give(worker);
    }
  }

  async #take(): Promise<Remote<M, Facts>> {
    while (true) {
      if (this.#closed) throw new DeviceError('E_DEVICE_LOST', 'The workers were closed.');
      const free = this.#free.pop();
      if (free) return free;
      if (this.#count < this.#options.size) return this.#start();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async #start(): Promise<Remote<M, Facts>> {
    this.#count++;
    try {
      const worker = await this.#options.open();
      this.#all.add(worker);
      // Closed while it started.
      if (this.#closed) await worker.close();
      return worker;
    } catch (error) {
      this.#count--;
      this.#waiting.shift()?.();
      throw error;
    }
  }

  #give(worker: Remote<M, Facts>): void {
    if (worker.ended) {
      this.#count--;
      this.#all.delete(worker);
    } else {
      this.#free.push(worker);
    }
    this.#waiting.shift()?.();
  }

  /** Ends the workers, also those that are just starting. What is under way is rejected, and what comes later. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const wake of this.#waiting.splice(0)) wake();
    await Promise.all([...this.#all].map((worker) => worker.close()));
  }
}
