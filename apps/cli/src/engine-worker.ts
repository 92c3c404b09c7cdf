/** The worker's program: a local engine, called by messages (see `engine/worker-engine.ts`). */
import { parentPort, workerData } from 'node:worker_threads';
import type { EngineRequest } from './engine/engine';
import { openLocalEngine } from './engine/local-engine';
import type { Call, Reply } from './engine/messages';
import { toPlainError } from './engine/plain-error';

const port = parentPort!;
const reply = (message: Reply, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

try {
  const engine = await openLocalEngine(workerData as EngineRequest);
  const answer = async (call: Call): Promise<void> => {
    if (call.kind === 'plan') {
      reply({ kind: 'value', value: await engine.plan(call.width, call.height) });
      return;
    }
    const onProgress = (progress: Extract<Reply, { kind: 'progress' }>['progress']): void =>
      reply({ kind: 'progress', progress });
    const result = await engine.upscale(call.picture, { onProgress });
    // Moved and not copied: the result is the largest thing in memory.
    reply({ kind: 'value', value: result }, [result.image.data.buffer as ArrayBuffer]);
  };
  port.on('message', (call: Call) => {
    answer(call).catch((error: unknown) => reply({ kind: 'error', error: toPlainError(error) }));
  });
  reply({ kind: 'value', value: engine.model });
} catch (error) {
  reply({ kind: 'error', error: toPlainError(error) });
}
