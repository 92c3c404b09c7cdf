import type { StateDict } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import { type Architecture, detectArchitecture, loadModel } from '@srkit/models';
import { BACKENDS } from '../backend/backends';

/** A state_dict under the official names of its network; null for a network that is not known. */
export interface OfficialState {
  readonly state: StateDict;
  readonly architecture: Architecture | null;
}

const detect = (state: StateDict): Architecture | null => {
  try {
    return detectArchitecture(state);
  } catch (error) {
    if (error instanceof CheckpointError) return null;
    throw error;
  }
};

/** Renames the tensors of older ESRGAN layouts; all others are returned as they are. */
export const officialState = async (state: StateDict): Promise<OfficialState> => {
  const architecture = detect(state);
  if (architecture?.name !== 'RRDBNet' || architecture.layout === 'official') return { state, architecture };
  // A network gives its parameters back under the official names; holding them needs a tfjs backend.
  await BACKENDS.cpu.load();
  const model = await loadModel(state);
  try {
    return { state: await model.network.stateDict(), architecture };
  } finally {
    model.dispose();
  }
};
