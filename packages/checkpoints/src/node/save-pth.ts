import { refuseUnknownKeys } from '@srkit/core';
import { type TorchValue, writePth } from '../pytorch/write-torch-zip';
import { assertFree, writeFileWhole } from './write-file-whole';

/**
 * Writes a file that `torch.load` reads; see `writePth`. It is written beside its name, synced and renamed.
 *
 * @throws CheckpointError `E_CHECKPOINT_EXISTS` when there is a file and `overwrite` is not set.
 */
export const savePth = async (
  path: string,
  value: TorchValue,
  options: { readonly overwrite?: boolean } = {},
): Promise<void> => {
  refuseUnknownKeys('savePth', options, ['overwrite']);
  const { overwrite = false } = options;
  await assertFree(path, overwrite);
  await writeFileWhole(path, writePth(value), overwrite);
};
