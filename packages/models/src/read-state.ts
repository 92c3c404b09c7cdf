import { type CheckpointSource, openCheckpoint, type StateDict } from '@srkit/checkpoints';
import type { LongWork } from '@srkit/core';
import type { Shapes } from './detect/shapes';

export interface ReadStateOptions extends LongWork {
  /** Which dictionary of the file to take. Default: `params_ema`, else `params`, else `state_dict`, else the root. */
  readonly key?: string | undefined;
}

/**
 * Reads a checkpoint's tensors (a leading `module.` is taken off), unless `inspect` throws at their names and
 * shapes: a file of the wrong kind is refused before its tensors are read.
 *
 * @returns The tensors, and the dictionary of the file that was taken; null for the file's root.
 * @throws CheckpointError when the file is missing, damaged or hostile.
 */
export const readState = async (
  source: CheckpointSource,
  { key, signal, onProgress }: ReadStateOptions,
  inspect: (shapes: Shapes) => unknown,
): Promise<{ readonly state: StateDict; readonly key: string | null }> => {
  const checkpoint = await openCheckpoint(source, { key, signal });
  try {
    inspect(new Map(checkpoint.tensors.map((info) => [info.name, info])));
    return { state: await checkpoint.readAll({ onProgress, signal }), key: checkpoint.selected };
  } finally {
    await checkpoint.close();
  }
};
