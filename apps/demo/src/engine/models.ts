import {
  DEFAULT_MODEL_NAME,
  findShippedModel,
  type LoadedModel,
  loadModel,
  SHIPPED_MODELS,
} from '@srkit/models';
import type { EngineFacts, ModelCard, ModelChoice } from './protocol';
import { currentBackend } from './start-backend';

/** The models that come with the site. */
const modelCards = (): ModelCard[] =>
  SHIPPED_MODELS.map(({ name, description, scale, bytes }) => ({
    name,
    description,
    scale,
    bytes,
    licence: 'Apache-2.0',
  }));

export const engineFacts = (): EngineFacts => ({ ...currentBackend(), models: modelCards() });

let held: { readonly choice: ModelChoice; readonly model: Promise<LoadedModel> } | undefined;

const load = ({ name, file }: ModelChoice): Promise<LoadedModel> => {
  if (file) return loadModel(file, { name });
  const shipped = findShippedModel(name) ?? findShippedModel(DEFAULT_MODEL_NAME)!;
  return loadModel(shipped.url(), { name: shipped.name });
};

const isSame = (a: ModelChoice, b: ModelChoice): boolean => a.name === b.name && a.id === b.id;

/** The model, which is kept until another one is asked for. */
export const modelFor = async (choice: ModelChoice): Promise<LoadedModel> => {
  if (held && isSame(held.choice, choice)) return held.model;
  const before = held?.model;
  const model = load(choice);
  held = { choice, model };
  try {
    return await model;
  } catch (error) {
    held = undefined;
    throw error;
  } finally {
    await before?.then(
      (loaded) => loaded.dispose(),
      () => undefined,
    );
  }
};

/** The same model on what computes now. */
export const modelAgain = (choice: ModelChoice): Promise<LoadedModel> => {
  const before = held?.model;
  held = undefined;
  void before?.then((loaded) => loaded.dispose()).catch(() => undefined);
  return modelFor(choice);
};
