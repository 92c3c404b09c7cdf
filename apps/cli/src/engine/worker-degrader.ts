import type { BackendName } from '../options/choices';
import type { DegradedPair, Degrader } from './degrader';
import type { DegradeCall } from './messages';
import { WorkerCaller } from './worker-caller';

/** A degrader on a thread of its own, for backends that keep theirs busy. */
export const openWorkerDegrader = async (backend: BackendName, signal?: AbortSignal): Promise<Degrader> => {
  const caller = new WorkerCaller({ kind: 'degrade', backend });
  try {
    await caller.ask<null>(undefined, { signal });
    return {
      degrade: (picture, recipe, work) =>
        caller.ask<DegradedPair>({ picture, recipe } satisfies DegradeCall, work),
      close: () => caller.close(),
    };
  } catch (error) {
    await caller.close();
    throw error;
  }
};
