import type { LongWork } from '@srkit/core';
import type { CheckpointSource, OpenOptions } from './checkpoint';
import { loadStateDictWith } from './load-state-dict';
import { openCheckpoint } from './node/open-checkpoint';
import type { StateDict } from './tensor';

export { type Download, type DownloadOptions, downloadFile } from './node/download-file';
export { openCheckpoint } from './node/open-checkpoint';
export { savePth } from './node/save-pth';
export { type SaveOptions, saveSafetensors } from './node/save-safetensors';
export * from './portable';

/** Opens a checkpoint, reads all tensors of the selected dictionary and closes it. Throws `CheckpointError`. */
export const loadStateDict = (
  source: CheckpointSource,
  options?: OpenOptions & LongWork,
): Promise<StateDict> => loadStateDictWith(openCheckpoint, source, options);
