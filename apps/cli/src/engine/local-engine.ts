import { Upscaler } from '@srkit/upscale';
import { BACKENDS } from '../backend/backends';
import { loadRequestedModel } from '../model/load-requested-model';
import { requestModel, sourcesOf } from '../model/request-model';
import type { Engine, EngineRequest } from './engine';

/** An engine on the calling thread. */
export const openLocalEngine = async (request: EngineRequest, signal?: AbortSignal): Promise<Engine> => {
  // First, since it needs no backend to say that there is no such model.
  const wanted = requestModel(request.model);
  const free = await BACKENDS[request.backend].load();
  try {
    const model = await loadRequestedModel(wanted, signal);
    const { network } = model;
    const upscaler = new Upscaler(model, request.upscaler);
    return {
      model: {
        name: model.name,
        sources: sourcesOf(wanted),
        architecture: model.architecture.name,
        scale: network.scale,
        parameters: network.parameterCount,
        halo: network.halo,
      },
      async plan(width, height) {
        const { columns, rows, tile, halo, exact, feather, overhead } = upscaler.plan(width, height);
        const count = columns.length * rows.length;
        return {
          ...upscaler.outputSize(width, height),
          tiles: { count, size: tile, halo, exact, feather, overhead },
        };
      },
      async upscale(picture, work) {
        const { image, report } = await upscaler.upscale(picture, work);
        // By the name that was asked for, which is not tfjs's.
        return { image, report: { ...report, backend: request.backend } };
      },
      async close() {
        model.dispose();
        free();
      },
    };
  } catch (error) {
    free();
    throw error;
  }
};
