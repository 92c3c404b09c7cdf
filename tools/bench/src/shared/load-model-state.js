import { loadStateDict } from '@srkit/checkpoints';
import { DEFAULT_MODEL_NAME, defaultModelUrl } from '@srkit/models';
import { userPath } from './folders';
/** The file that `--model` names, or the embedded model. */
export const modelSource = (model) => model === undefined
    ? { name: DEFAULT_MODEL_NAME, source: defaultModelUrl() }
    : { name: model, source: userPath(model) };
/** Its tensors. */
export const loadModelState = async (model) => {
    const { name, source } = modelSource(model);
    return { name, state: await loadStateDict(source) };
};
