/** The worker's program: a local engine or degrader, called by messages (see `engine/worker-caller.ts`). */
import { parentPort, workerData } from 'node:worker_threads';
import type { Progress } from '@srkit/core';
import type { EngineRequest } from './engine/engine';
import type { DegradeCall, Reply, UpscaleCall, WorkerRequest } from './engine/messages';
import { toPlainError } from './engine/plain-error';
import type { BackendName } from './options/choices';

const port = parentPort!;
const reply = (message: Reply, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

const onProgress = (progress: Progress): void => reply({ kind: 'progress', progress });

const listen = <Call>(answer: (call: Call) => Promise<void>): void => {
  port.on('message', (call: Call) => {
    answer(call).catch((error: unknown) => reply({ kind: 'error', error: toPlainError(error) }));
  });
};

const upscale = async (request: EngineRequest): Promise<void> => {
  const { openLocalEngine } = await import('./engine/local-engine');
  const engine = await openLocalEngine(request);
  listen(async (call: UpscaleCall) => {
    if (call.kind === 'plan') {
      reply({ kind: 'value', value: await engine.plan(call.width, call.height) });
      return;
    }
    const result = await engine.upscale(call.picture, { onProgress });
    // Moved and not copied: the result is the largest thing in memory.
    reply({ kind: 'value', value: result }, [result.image.data.buffer as ArrayBuffer]);
  });
  reply({ kind: 'value', value: engine.model });
};

const degrade = async (backend: BackendName): Promise<void> => {
  const { openLocalDegrader } = await import('./engine/local-degrader');
  const degrader = await openLocalDegrader(backend);
  listen(async ({ picture, recipe }: DegradeCall) => {
    const pair = await degrader.degrade(picture, recipe, { onProgress });
    const buffers = [pair.lq, pair.gt].map(({ data }) => data.buffer as ArrayBuffer);
    reply({ kind: 'value', value: pair }, buffers);
  });
  reply({ kind: 'value', value: null });
};

try {
  const request = workerData as WorkerRequest;
  await (request.kind === 'upscale' ? upscale(request.request) : degrade(request.backend));
} catch (error) {
  reply({ kind: 'error', error: toPlainError(error) });
}
