import { loadStateDictWith } from './load-state-dict';
import { openCheckpoint } from './node/open-checkpoint';
export { downloadFile } from './node/download-file';
export { openCheckpoint } from './node/open-checkpoint';
export { saveSafetensors } from './node/save-safetensors';
export * from './portable';
/** Opens a checkpoint, reads all tensors of the selected dictionary and closes it. Throws `CheckpointError`. */
export const loadStateDict = (source, options) => loadStateDictWith(openCheckpoint, source, options);
