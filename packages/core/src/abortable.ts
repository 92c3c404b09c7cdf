/** What is called when a signal is aborted, and the one listener that calls it. */
interface Calls {
  readonly all: Set<() => void>;
  readonly listener: () => void;
}

const callsOf = new WeakMap<AbortSignal, Calls>();

const listen = (signal: AbortSignal): Calls => {
  const all = new Set<() => void>();
  const listener = (): void => {
    callsOf.delete(signal);
    for (const call of all) call();
  };
  const calls = { all, listener };
  callsOf.set(signal, calls);
  signal.addEventListener('abort', listener, { once: true });
  return calls;
};

/**
 * Calls back when a signal is aborted; at once where it is. However many wait for a signal, it has one listener: Node 20 takes
 * eleven of the pictures of a batch for a leak, and says so.
 *
 * @param call Must not throw.
 * @returns What ends the waiting.
 */
export const onAbort = (signal: AbortSignal, call: () => void): (() => void) => {
  if (signal.aborted) {
    call();
    return () => undefined;
  }
  // Two who wait with the same function wait each for themselves.
  const own = (): void => call();
  const calls = callsOf.get(signal) ?? listen(signal);
  calls.all.add(own);
  return () => {
    calls.all.delete(own);
    if (calls.all.size > 0 || callsOf.get(signal) !== calls) return;
    // A signal made of others lives as long as it has a listener.
    callsOf.delete(signal);
    signal.removeEventListener('abort', calls.listener);
  };
};

/**
 * The promise, or a rejection with `signal.reason` as soon as the signal is aborted. The work behind the promise
 * goes on where it cannot be stopped; its outcome is then ignored.
 */
export const abortable = async <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (signal === undefined) return work;
  let end = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    end = onAbort(signal, () => reject(signal.reason));
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    end();
    work.catch(() => undefined);
  }
};
