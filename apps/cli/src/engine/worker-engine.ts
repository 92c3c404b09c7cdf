import type { UpscaleResult } from '@srkit/upscale';
import type { Engine, EngineRequest, ModelFacts, Plan } from './engine';
import type { UpscaleCall } from './messages';
import { WorkerCaller } from './worker-caller';

/** An engine on a thread of its own, for backends that keep theirs busy. */
export const openWorkerEngine = async (request: EngineRequest, signal?: AbortSignal): Promise<Engine> => {
  const caller = new WorkerCaller({ kind: 'upscale', request });
  try {
    const model = await caller.ask<ModelFacts>(undefined, { signal });
    const plan = (width: number, height: number): UpscaleCall => ({ kind: 'plan', width, height });
    return {
      model,
      plan: (width, height) => caller.ask<Plan>(plan(width, height), { signal }),
      upscale: (picture, work) =>
        caller.ask<UpscaleResult>({ kind: 'upscale', picture } satisfies UpscaleCall, work),
      close: () => caller.close(),
    };
  } catch (error) {
    await caller.close();
    throw error;
  }
};
