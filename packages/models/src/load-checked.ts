import { type StateDict, toFloat32 } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import type { Module } from '@srkit/nn';
import { officialNames } from './official-names';

/** Throws for the first tensor with a value that is no number: the network would give black or broken pictures. */
const refuseNaN = (state: StateDict, file: string): void => {
  for (const [name, tensor] of state) {
    if (!/^B?F/.test(tensor.dtype)) continue;
    const values = toFloat32(tensor);
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    throw new CheckpointError(
      'E_CHECKPOINT_NAN',
      `${file}: '${name}' has ${values[at]} at element ${at}, expected numbers. The checkpoint is damaged, or was saved in a training that failed: take an earlier one.`,
    );
  }
};

/** Fills a network from tensors in any of the known names; refuses those that hold no numbers. */
export const loadChecked = (network: Module, state: StateDict, file: string): void => {
  refuseNaN(state, file);
  network.loadStateDict(officialNames(state));
};
