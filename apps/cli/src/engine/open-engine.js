import { openWorker } from '@srkit/jobs';
import { BACKENDS } from '../backend/backends';
/** Starts the backend and loads the model: in a worker if computing would block this thread, else here. */
export const openEngine = async (request, signal) => {
    if (!BACKENDS[request.backend].blocking) {
        // Only now, because tfjs takes a while to load.
        const { openLocalEngine } = await import('./local-engine');
        return openLocalEngine(request, signal);
    }
    const remote = await openWorker(new URL('./engine-worker.js', import.meta.url), request, { remedy: 'Try a smaller --memory or --tile.', signal });
    return {
        model: remote.facts,
        plan: (width, height) => remote.call('plan', { width, height }, { signal }),
        upscale: (picture, work) => remote.call('upscale', picture, work),
        close: () => remote.close(),
    };
};
