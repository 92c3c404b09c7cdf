import { loadStateDict } from '@srkit/checkpoints';
import { interpolateStateDicts, type LoadedModel, loadModel, modelFromStateDict } from '@srkit/models';
import type { ModelSource } from './resolve-model';

/** Which network to load. */
export interface ModelRequest extends ModelSource {
  readonly key: string | undefined;
  /** Interpolate with a second checkpoint: 1 takes the first alone, 0 the second. */
  readonly denoise: { readonly strength: number; readonly partner: ModelSource } | undefined;
}

/** Loads the checkpoint, interpolated with its partner where asked. Dispose the result when done. */
export const loadRequestedModel = async (
  { name, source, key, denoise }: ModelRequest,
  signal?: AbortSignal,
): Promise<LoadedModel> => {
  if (!denoise) return loadModel(source, { name, key, signal });
  const { strength, partner } = denoise;
  const first = await loadStateDict(source, { key, signal });
  const second = await loadStateDict(partner.source, { key, signal });
  const state = interpolateStateDicts(first, second, [strength, 1 - strength]);
  return modelFromStateDict(state, { name: `${name}+${partner.name} (denoise ${strength})` });
};
