import { CheckpointError } from '@srkit/core';
import { checkpointError } from '../checkpoint-error';
const REMEDIES = {
    EACCES: 'permission denied. Check who owns the file.',
    EPERM: 'permission denied. Check who owns the file.',
    EISDIR: 'it is a folder. Give the path of a file.',
    ENOSPC: 'the disk is full. Free some space and try again.',
    EROFS: 'the file system is read-only. Choose another folder.',
    ENAMETOOLONG: 'the name is too long.',
    EMFILE: 'too many open files. Close checkpoints when they are done with.',
};
/** Turns what Node's file system throws into a `CheckpointError`. Use: `.catch(ioError(label))`. */
export const ioError = (label) => (cause) => {
    if (cause instanceof CheckpointError)
        throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') {
        throw checkpointError('E_CHECKPOINT_NOT_FOUND', `${label}: no such file or folder. Check the path.`, cause);
    }
    if (code === '')
        throw cause;
    throw checkpointError('E_CHECKPOINT_IO', `${label}: ${REMEDIES[code] ?? `the system reports ${code}.`}`, cause);
};
