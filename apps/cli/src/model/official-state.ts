import type { StateDict } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import { type Architecture, officialNames, recogniseNetwork } from '@srkit/models';

/** A state_dict under the official names of its network; null for a network that is not known. */
export interface OfficialState {
  readonly state: StateDict;
  readonly architecture: Architecture | null;
}

/** Takes prefixes off and renames the tensors of older layouts; a network that is not known stays as it is. */
export const officialState = (state: StateDict): OfficialState => {
  try {
    return { architecture: recogniseNetwork(state), state: officialNames(state) };
  } catch (error) {
    if (error instanceof CheckpointError) return { state, architecture: null };
    throw error;
  }
};
