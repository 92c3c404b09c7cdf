import type { LongWork } from '@srkit/core';
import { openCheckpoint } from './browser/open-checkpoint';
import type { CheckpointSource, OpenOptions } from './checkpoint';
import { loadStateDictWith } from './load-state-dict';
import type { StateDict } from './tensor';

export { openCheckpoint } from './browser/open-checkpoint';
export * from './portable';

/** Opens a checkpoint, reads all tensors of the selected dictionary and closes it. Throws `CheckpointError`. */
export const loadStateDict = (
  source: CheckpointSource,
  options?: OpenOptions & LongWork,
): Promise<StateDict> => loadStateDictWith(openCheckpoint, source, options);
