import { ConfigError } from '@srkit/core';

/**
 * Which form of MRefSR's fusion: `official` as the released code and checkpoints have it, or `paper` as section 3.2
 * of the paper describes it. They have different parameters.
 */
export type FusionForm = 'official' | 'paper';

/** Throws a `ConfigError` for a form that is not known. */
export const checkedForm = (owner: string, form: FusionForm): void => {
  if (form !== 'official' && form !== 'paper') {
    throw new ConfigError('E_CONFIG_FUSION', `${owner}: fusion is '${form}', expected official or paper.`);
  }
};
