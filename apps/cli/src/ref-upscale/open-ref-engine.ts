import { openWorker } from '@srkit/jobs';
import { BACKENDS } from '../backend/backends';
import type { RefEngine, RefEngineMethods, RefEngineRequest } from './ref-engine';

/** Starts the backend and loads the networks: in a worker if computing would block this thread, else here. */
export const openRefEngine = async (request: RefEngineRequest, signal: AbortSignal): Promise<RefEngine> => {
  if (!BACKENDS[request.backend].blocking) {
    // Only now, because tfjs takes a while to load.
    const { openLocalRefEngine } = await import('./local-ref-engine');
    return openLocalRefEngine(request, signal);
  }
  const remote = await openWorker<RefEngineMethods, RefEngine['model']>(
    new URL('./ref-engine-worker.js', import.meta.url),
    request,
    { remedy: 'Try a smaller --memory or --max-reference-pixels.', signal },
  );
  return {
    model: remote.facts,
    plan: (sizes) => remote.call('plan', sizes, { signal }),
    upscale: (pictures, work) => remote.call('upscale', pictures, work),
    close: () => remote.close(),
  };
};
