import type { LongWork } from '@srkit/core';
import type { CheckpointSource, OpenCheckpoint, OpenOptions } from './checkpoint';
import type { StateDict } from './tensor';

/** Reads everything at once with a platform's way of opening, and leaves nothing open, whatever happens. */
export const loadStateDictWith = async (
  open: OpenCheckpoint,
  source: CheckpointSource,
  options: OpenOptions & LongWork = {},
): Promise<StateDict> => {
  const checkpoint = await open(source, options);
  try {
    return await checkpoint.readAll(options);
  } finally {
    await checkpoint.close();
  }
};
