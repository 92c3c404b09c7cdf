/** The worker's program: a local engine, called by messages. */
import { serveWorker } from '@srkit/jobs';
import { openLocalRefEngine } from './local-ref-engine';
import type { RefEngine, RefEngineMethods, RefEngineRequest } from './ref-engine';

serveWorker<RefEngineMethods, RefEngine['model'], RefEngineRequest>(async (request) => {
  const engine = await openLocalRefEngine(request);
  return {
    facts: engine.model,
    methods: {
      plan: async (sizes) => ({ value: await engine.plan(sizes) }),
      async upscale(pictures, { onProgress }) {
        const value = await engine.upscale(pictures, { onProgress });
        // Moved and not copied: the result is the largest thing in memory.
        return { value, transfer: [value.image.data.buffer as ArrayBuffer] };
      },
    },
  };
});
