import { SrkitError } from '@srkit/core';
import type { ObjectStore } from '@srkit/jobs/objects';
import { InputError } from '../errors';

/** Largest picture that is fetched: it is held in memory before it is decoded. */
const MAX_PICTURE_BYTES = 2 ** 30;

let opened: Promise<ObjectStore> | undefined;

/** The process's object store. @throws ObjectError when its package is not there. */
export const objectStore = (): Promise<ObjectStore> => {
  opened ??= import('@srkit/jobs/objects').then(({ ObjectStore: Store }) => Store.open());
  return opened;
};

/** What is not there, or too large, is the input's fault and not the store's. */
const asInput = async <T>(read: (store: ObjectStore) => Promise<T>): Promise<T> => {
  try {
    return await read(await objectStore());
  } catch (error) {
    const isBad = error instanceof SrkitError && /^E_OBJECT_(MISSING|TOO_LARGE)$/.test(error.code);
    throw isBad ? new InputError(error.code, error.message, { cause: error }) : error;
  }
};

/** A picture in an object store. @throws ObjectError; InputError for what is not there or too large. */
export const readObject = (url: string, signal?: AbortSignal): Promise<File> =>
  asInput(async (store) => new File([await store.read(url, MAX_PICTURE_BYTES, signal)], url));

/** URLs of the objects below one. @throws ObjectError; InputError for a bucket that is not there. */
export const listObjects = (url: string, recursive: boolean): Promise<string[]> =>
  asInput(async (store) => (await store.list(url, { recursive })).map((object) => object.url));
