import { createStore, del, entries, set } from 'idb-keyval';
import type { CheckpointInfo } from '../../engine/protocol';

/** A checkpoint of the visitor's, kept in the browser. */
export interface StoredModel {
  readonly info: CheckpointInfo;
  readonly file: Blob;
}

const store = createStore('srkit-models', 'files');

/** Everything that is kept; nothing where the browser keeps nothing, as in some private windows. */
export const storedModels = async (): Promise<StoredModel[]> => {
  try {
    return (await entries<string, StoredModel>(store)).map(([, model]) => model);
  } catch {
    return [];
  }
};

/** Keeps a checkpoint. @returns whether there was room for it. */
export const storeModel = async (model: StoredModel): Promise<boolean> => {
  try {
    await set(model.info.name, model, store);
    return true;
  } catch {
    return false;
  }
};

export const forgetModel = (name: string): Promise<void> => del(name, store).catch(() => undefined);
