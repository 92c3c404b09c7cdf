import { BACKENDS } from '../backend/backends';
import type { BackendName } from '../options/choices';
import type { Degrader } from './degrader';
import { openWorkerDegrader } from './worker-degrader';

/** Starts the backend: in a worker if computing would block this thread, else here. */
export const openDegrader = async (backend: BackendName, signal: AbortSignal): Promise<Degrader> => {
  if (BACKENDS[backend].blocking) return openWorkerDegrader(backend, signal);
  // Only now, because tfjs takes a while to load.
  const { openLocalDegrader } = await import('./local-degrader');
  return openLocalDegrader(backend);
};
