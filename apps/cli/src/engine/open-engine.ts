import { openWorker } from '@srkit/jobs';
import { BACKENDS } from '../backend/backends';
import type { Engine, EngineRequest, ModelFacts, UpscaleMethods } from './engine';

/** Starts the backend and loads the model: in a worker if computing would block this thread, else here. */
export const openEngine = async (request: EngineRequest, signal: AbortSignal): Promise<Engine> => {
  if (!BACKENDS[request.backend].blocking) {
    // Only now, because tfjs takes a while to load.
    const { openLocalEngine } = await import('./local-engine');
    return openLocalEngine(request, signal);
  }
  const remote = await openWorker<UpscaleMethods, ModelFacts>(
    new URL('./engine-worker.js', import.meta.url),
    request,
    { remedy: 'Try a smaller --memory or --tile.', signal },
  );
  return {
    model: remote.facts,
    plan: (width, height) => remote.call('plan', { width, height }, { signal }),
    upscale: (picture, work, parts) => remote.call('upscale', { picture, parts }, work),
    close: () => remote.close(),
  };
};
