import { RefUpscaler } from '@srkit/upscale';
import { BACKENDS } from '../backend/backends';
import type { RefEngine, RefEngineRequest } from './ref-engine';

/** An engine on the calling thread. */
export const openLocalRefEngine = async (
  { backend, model, upscaler: options }: RefEngineRequest,
  signal?: AbortSignal,
): Promise<RefEngine> => {
  const free = await BACKENDS[backend].load();
  try {
    const upscaler = await RefUpscaler.load(model, { ...options, signal });
    return {
      model: { ...upscaler.model, maxReferencePixels: upscaler.maxReferencePixels },
      plan: async ({ picture, references }) => upscaler.plan(picture, references),
      async upscale({ picture, references, matchMap }, work) {
        const result = await upscaler.upscale(picture, references, { ...work, matchMap });
        // By the name that was asked for, which is not tfjs's.
        return { ...result, report: { ...result.report, backend } };
      },
      async close() {
        upscaler.dispose();
        free();
      },
    };
  } catch (error) {
    free();
    throw error;
  }
};
