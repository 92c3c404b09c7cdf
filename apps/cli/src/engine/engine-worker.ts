/** The worker's program: a local engine, called by messages. */
import { serveWorker } from '@srkit/jobs';
import type { EngineRequest, ModelFacts, UpscaleMethods } from './engine';
import { openLocalEngine } from './local-engine';

serveWorker<UpscaleMethods, ModelFacts, EngineRequest>(async (request) => {
  const engine = await openLocalEngine(request);
  return {
    facts: engine.model,
    methods: {
      plan: async ({ width, height }) => ({ value: await engine.plan(width, height) }),
      async upscale({ picture, parts }, { onProgress }) {
        const value = await engine.upscale(picture, { onProgress }, parts);
        // Moved and not copied: the result is the largest thing in memory.
        return { value, transfer: [value.image.data.buffer as ArrayBuffer] };
      },
    },
  };
});
