import { ConfigError } from '@srkit/core';
import { tilesOf, Upscaler } from '@srkit/upscale';
import { BACKENDS } from '../backend/backends';
import { loadRequestedModel, requestModel, sourcesOf } from '../model/resolve-model';
import { upscaleInParts } from '../upscale/upscale-in-parts';
import type { Engine, EngineRequest } from './engine';

/** An engine on the calling thread. */
export const openLocalEngine = async (request: EngineRequest, signal?: AbortSignal): Promise<Engine> => {
  // First, since it needs no backend to say that there is no such model.
  const wanted = requestModel(request.model);
  const free = await BACKENDS[request.backend].load();
  try {
    const model = await loadRequestedModel(wanted, signal);
    const { network } = model;
    /** What the default would be. */
    const exact = new Upscaler(model, {
      ...request.upscaler,
      mode: 'exact',
      tile: undefined,
      tilePad: undefined,
    });
    const exactOverhead = (width: number, height: number): number | null => {
      try {
        const plan = exact.plan(width, height);
        return plan.exact ? plan.overhead : null;
      } catch (error) {
        if (error instanceof ConfigError && error.code === 'E_CONFIG_MEMORY') return null;
        throw error;
      }
    };
    const { memoryBudget } = request.upscaler;
    // Options that contradict each other are refused before the first picture.
    const asked = new Upscaler(model, request.upscaler);
    /** The upscaler for a picture of that size, and whether it is not the one that was wished for. */
    const chosen = (
      width: number,
      height: number,
      memory = memoryBudget,
    ): { upscaler: Upscaler; blended: boolean } => {
      const options = { ...request.upscaler, memoryBudget: memory };
      const wished = memory === memoryBudget ? asked : new Upscaler(model, options);
      try {
        wished.plan(width, height);
      } catch (error) {
        if (!request.mayBlend || !(error instanceof ConfigError && error.code === 'E_CONFIG_MEMORY'))
          throw error;
        return { upscaler: new Upscaler(model, { ...options, mode: 'fast' }), blended: true };
      }
      return { upscaler: wished, blended: false };
    };
    let isClosed = false;
    return {
      model: {
        name: model.name,
        sources: sourcesOf(wanted),
        architecture: model.architecture.name,
        scale: network.scale,
        parameters: network.parameterCount,
        multiplyAdds: network.graph.facts.multiplyAdds,
        halo: network.halo,
      },
      async plan(width, height) {
        const { upscaler, blended } = chosen(width, height);
        const tiles = tilesOf(upscaler.plan(width, height));
        const plan = { ...upscaler.outputSize(width, height), tiles, blended };
        return tiles.exact ? plan : { ...plan, exactOverhead: exactOverhead(width, height) };
      },
      async upscale(picture, work, parts) {
        const upscalerOf = (memory: number): Upscaler =>
          chosen(picture.width, picture.height, memory).upscaler;
        const { image, report } = await (parts
          ? upscaleInParts(upscalerOf, memoryBudget, picture, work, parts)
          : upscalerOf(memoryBudget).upscale(picture, work));
        // By the name that was asked for, which is not tfjs's.
        return { image, report: { ...report, backend: request.backend } };
      },
      async close() {
        if (isClosed) return;
        isClosed = true;
        model.dispose();
        free();
      },
    };
  } catch (error) {
    free();
    throw error;
  }
};
