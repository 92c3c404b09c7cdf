import type { LongWork, Progress } from '@srkit/core';
import type { PlainError } from './plain-error';

/** What moves to the other side instead of being copied; pages have bitmaps. */
export type Moved = ArrayBuffer | ImageBitmap;

/** Long work that gives parts of its result before it ends. */
export interface WorkInParts extends LongWork {
  /** Takes a part, whatever the method and its caller agreed on. Buffers and bitmaps in `transfer` are moved. */
  readonly onPart?: ((part: unknown, transfer?: readonly Moved[]) => void) | undefined;
}

/** What a worker can do: functions of one argument, which a structured clone must be able to carry. */
export interface Methods {
  readonly [name: string]: (input: never, work: WorkInParts) => Promise<Answer<unknown>>;
}

/** What a method gives back. */
export interface Answer<T> {
  readonly value: T;
  /** What inside it is moved and not copied. */
  readonly transfer?: readonly Moved[];
}

export type InputOf<M extends Methods, K extends keyof M> = Parameters<M[K]>[0];
export type ValueOf<M extends Methods, K extends keyof M> = Awaited<ReturnType<M[K]>>['value'];

/** To a worker: what it is started for, then calls, one at a time. */
export type Request =
  | { readonly kind: 'start'; readonly input: unknown }
  | { readonly kind: 'call'; readonly method: string; readonly input: unknown };

/** From a worker: `value` and `error` answer its start or the last call. */
export type Reply =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'part'; readonly part: unknown }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: PlainError };

/** The main thread's end of a worker, of whatever platform. */
export interface WorkerPort {
  post(request: Request): void;
  onReply(listener: (reply: Reply) => void): void;
  /** The worker has ended, or could not be started. */
  onEnd(listener: (cause: unknown) => void): void;
  terminate(): Promise<void>;
}

/** The worker's own end. */
export interface ParentPort {
  post(reply: Reply, transfer: readonly Moved[]): void;
  onRequest(listener: (request: Request) => void): void;
}
