import { refuseUnknownKeys } from '@srkit/core';
import { checkpointError } from '../checkpoint-error';
import { kindOf } from '../kind-of';
import { writeSafetensors } from '../safetensors/write-safetensors';
import { assertFree, writeFileWhole } from './write-file-whole';
/**
 * Writes tensors to a safetensors file. It is written beside its name, synced and renamed: at `path` there is
 * either the whole file or what was there before.
 */
export const saveSafetensors = async (path, tensors, options = {}) => {
    refuseUnknownKeys('saveSafetensors', options, ['overwrite', 'dtype', 'metadata']);
    const { overwrite = false, ...format } = options;
    if (typeof path !== 'string') {
        throw checkpointError('E_CHECKPOINT_SOURCE', `saveSafetensors: expected a path first, got ${kindOf(path)}.`);
    }
    await assertFree(path, overwrite);
    await writeFileWhole(path, writeSafetensors(tensors, format), overwrite);
};
