import { loadStateDict, type StateDict } from '@srkit/checkpoints';
import { DEFAULT_MODEL_NAME, defaultModelUrl } from '@srkit/models';
import { userPath } from './folders';

/** The file that `--model` names, or the embedded model. */
export const modelSource = (model: string | undefined): { name: string; source: string | URL } =>
  model === undefined
    ? { name: DEFAULT_MODEL_NAME, source: defaultModelUrl() }
    : { name: model, source: userPath(model) };

/** Its tensors. */
export const loadModelState = async (
  model: string | undefined,
): Promise<{ name: string; state: StateDict }> => {
  const { name, source } = modelSource(model);
  return { name, state: await loadStateDict(source) };
};
