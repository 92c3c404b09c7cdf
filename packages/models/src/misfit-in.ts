import { CheckpointError } from '@srkit/core';

const MISFITS: readonly string[] = ['E_CHECKPOINT_ARCHITECTURE', 'E_CHECKPOINT_SHAPE', 'E_CHECKPOINT_KEYS'];

/** What is said of a state_dict that is no network or another one, with the file it came from; other errors as they are. */
export const misfitIn = (file: string, error: unknown): unknown =>
  error instanceof CheckpointError && MISFITS.includes(error.code) && !error.message.startsWith(file)
    ? new CheckpointError(error.code, `${file}: ${error.message}`, { cause: error })
    : error;
