// The worker that computes.
import { serveWorker } from '@srkit/jobs';
import { info } from './info-method';
import { engineFacts } from './models';
import type { EngineMethods, EngineStart } from './protocol';
import { startBackend } from './start-backend';
import { upscale } from './upscale-method';

serveWorker<EngineMethods, null, EngineStart>(async (start) => {
  await startBackend(start);
  return {
    facts: null,
    methods: {
      facts: async () => ({ value: engineFacts() }),
      upscale,
      info,
      // What rooms need that not everybody opens.
      sample: async (input, work) => (await import('./degrade-methods')).sample(input, work),
      degrade: async (input, work) => (await import('./degrade-methods')).degrade(input, work),
      train: async (input, work) => (await import('./train-methods')).train(input, work),
      forgetTraining: async (input, work) => (await import('./train-methods')).forgetTraining(input, work),
      references: async (input, work) => (await import('./references-method')).references(input, work),
      benchmark: async (input, work) => (await import('./benchmark-method')).benchmark(input, work),
    },
  };
});
