import { openCheckpoint } from './browser/open-checkpoint';
import { loadStateDictWith } from './load-state-dict';
export { openCheckpoint } from './browser/open-checkpoint';
export * from './portable';
/** Opens a checkpoint, reads all tensors of the selected dictionary and closes it. Throws `CheckpointError`. */
export const loadStateDict = (source, options) => loadStateDictWith(openCheckpoint, source, options);
