import { refuseUnknownKeys } from '@srkit/core';
import { checkpointError } from '../checkpoint-error';
import { kindOf } from '../kind-of';
import { type WriteOptions, writeSafetensors } from '../safetensors/write-safetensors';
import type { NamedTensor, StateDict } from '../tensor';
import { assertFree, writeFileWhole } from './write-file-whole';

export interface SaveOptions extends WriteOptions {
  /** Replace a file that exists; otherwise `E_CHECKPOINT_EXISTS` is thrown. */
  readonly overwrite?: boolean | undefined;
}

/**
 * Writes tensors to a safetensors file. It is written beside its name, synced and renamed: at `path` there is
 * either the whole file or what was there before.
 */
export const saveSafetensors = async (
  path: string,
  tensors: StateDict | Iterable<NamedTensor>,
  options: SaveOptions = {},
): Promise<void> => {
  refuseUnknownKeys('saveSafetensors', options, ['overwrite', 'dtype', 'metadata']);
  const { overwrite = false, ...format } = options;
  if (typeof path !== 'string') {
    throw checkpointError(
      'E_CHECKPOINT_SOURCE',
      `saveSafetensors: expected a path first, got ${kindOf(path)}.`,
    );
  }
  await assertFree(path, overwrite);
  await writeFileWhole(path, writeSafetensors(tensors, format), overwrite);
};
