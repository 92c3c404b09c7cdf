import { createStore, del, get, set } from 'idb-keyval';
import type { TrainInput } from '../../engine/protocol';

/** What a training was started with, so that the same one goes on after a reload. */
export type TrainingRecord = Omit<TrainInput, 'channel'>;

const store = createStore('srkit-training-record', 'record');
const KEY = 'record';

export const keptTraining = (): Promise<TrainingRecord | undefined> =>
  get<TrainingRecord>(KEY, store).catch(() => undefined);

/** @returns whether the browser keeps it; private windows may not. */
export const keepTraining = (record: TrainingRecord): Promise<boolean> =>
  set(KEY, record, store).then(
    () => true,
    () => false,
  );

export const forgetTraining = (): Promise<void> => del(KEY, store).catch(() => undefined);
