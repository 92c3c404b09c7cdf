/** How far long work has come. */
export interface Progress {
  /** Units finished, 0..total. */
  readonly done: number;
  /** Units in all; 0 while unknown. */
  readonly total: number;
  /** What a unit is: `tiles`, `bytes`, `files`. */
  readonly unit: string;
}

/** Options every long operation takes. */
export interface LongWork {
  /** Called after each finished unit, and once with `done: 0` at the start. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Aborting rejects the promise with `signal.reason` and frees what was held. */
  readonly signal?: AbortSignal | undefined;
}
