import type { ThreadStart } from './thread-source';

/** A thread beside the main one. */
export interface Thread {
  /** Resolves when it waits for jobs; rejects when it cannot start. */
  readonly ready: Promise<void>;
  terminate(): void;
}

/** What differs between Node and browsers. */
export interface Platform {
  /** Threads to use, the main one included: `SRKIT_THREADS`, else the number of cores. */
  threadCount(): number;
  /** Undefined where a thread cannot share memory with this one. */
  readonly startThread: ((start: ThreadStart) => Thread) | undefined;
  /** Whether this thread may sleep until another one wakes it. A page's main thread may not. */
  readonly maySleep: boolean;
}
