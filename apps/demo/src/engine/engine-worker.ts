// The worker that computes.
import { serveWorker } from '@srkit/jobs';
import { info } from './info-method';
import { modelCards } from './models';
import type { BackendChoice, EngineFacts, EngineMethods } from './protocol';
import { startBackend } from './start-backend';
import { upscale } from './upscale-method';

serveWorker<EngineMethods, null, BackendChoice>(async (choice) => {
  const facts: EngineFacts = { ...(await startBackend(choice)), models: modelCards() };
  return { facts: null, methods: { facts: async () => ({ value: facts }), upscale, info } };
});
