import { BACKENDS } from '../backend/backends';
import type { Engine, EngineRequest } from './engine';
import { openWorkerEngine } from './worker-engine';

/** Starts the backend and loads the model: in a worker if computing would block this thread, else here. */
export const openEngine = async (request: EngineRequest, signal: AbortSignal): Promise<Engine> => {
  if (BACKENDS[request.backend].blocking) return openWorkerEngine(request, signal);
  // Only now, because tfjs takes a while to load.
  const { openLocalEngine } = await import('./local-engine');
  return openLocalEngine(request, signal);
};
