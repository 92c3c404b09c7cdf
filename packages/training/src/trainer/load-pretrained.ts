import { loadStateDict, openCheckpoint, type StateDict } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import { misfitIn } from '@srkit/models';
import type { Module } from '@srkit/nn';

/** Where weights come from, as recipes say it. */
export interface Pretrained {
  readonly path: string;
  readonly key: string;
  readonly strict: boolean;
}

/** The dictionary of a file that BasicSR would take: the one asked for, else `params`, else the only one. */
export const stateOf = async ({ path, key }: Pretrained, wanted = key): Promise<StateDict> => {
  const file = await openCheckpoint(path);
  const { keys } = file;
  await file.close();
  const found = [wanted, 'params'].find((name) => keys.includes(name));
  return loadStateDict(path, found === undefined ? {} : { key: found });
};

/**
 * Fills a network, and the average of it, from a file. As in BasicSR the average takes `params_ema` where the file has it.
 *
 * @throws CheckpointError when the file cannot be read, or does not fit and `strict` is set.
 */
export const loadPretrained = async (
  pretrained: Pretrained,
  network: Module,
  average?: Module,
): Promise<void> => {
  const { path, strict } = pretrained;
  try {
    network.loadStateDict(await stateOf(pretrained), { strict });
    average?.loadStateDict(await stateOf(pretrained, 'params_ema'), { strict });
  } catch (cause) {
    if (!(cause instanceof CheckpointError) || cause.code !== 'E_CHECKPOINT_NOT_FOUND')
      throw misfitIn(`'${path}'`, cause);
    throw new CheckpointError(
      cause.code,
      `The weights to start from are not there: '${path}'. Put them there, or name others as pretrainG or pretrainD (in an option file path.pretrain_network_g and _d); path.pretrain_network_g=~ starts from random weights.`,
      { cause },
    );
  }
};
