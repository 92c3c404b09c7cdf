import { loadStateDict, type StateDict } from '@srkit/checkpoints';
import { findShippedModel, type ShippedModel } from '@srkit/models';
import { userPath } from './folders';

/** What is measured where no model is named: figures stay comparable when the default becomes another one. */
export const BENCH_MODEL = 'srkit-compact-x4';

/** The file that `--model` names, or the smallest model that ships. */
export const modelSource = (model: string | undefined): { name: string; source: string | URL } =>
  model === undefined
    ? { name: BENCH_MODEL, source: (findShippedModel(BENCH_MODEL) as ShippedModel).url() }
    : { name: model, source: userPath(model) };

/** Its tensors. */
export const loadModelState = async (
  model: string | undefined,
): Promise<{ name: string; state: StateDict }> => {
  const { name, source } = modelSource(model);
  return { name, state: await loadStateDict(source) };
};
