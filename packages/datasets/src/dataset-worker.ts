/** What a thread of `openLoader` runs: a set of its own, one sample at a time. */
import { ConfigError } from '@srkit/core';
import { type Answer, serveWorker } from '@srkit/jobs';
import type { Draw } from './dataset';
import { openStore } from './node/open-store';
import { type CacheMemory, PictureCache } from './node/picture-cache';
import { datasetOpener } from './open-dataset';
import type { Sample } from './samples';
import type { Description } from './sets/description';

export type DatasetMethods = {
  sample(task: { readonly index: number; readonly draw: Draw }): Promise<Answer<Sample>>;
};

export interface DatasetStart {
  readonly description: Description;
  /** Decoded pictures that the threads share. */
  readonly cache: CacheMemory | undefined;
}

/** What the main thread needs to know of the set. */
export interface DatasetFacts {
  readonly names: readonly string[];
}

/** Buffers of pictures and maps are moved and not copied. */
const buffersOf = (value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> => {
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteLength } = value;
    if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) found.add(buffer);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) buffersOf(inner, found);
  }
  return found;
};

serveWorker<DatasetMethods, DatasetFacts, DatasetStart>(async ({ description, cache }) => {
  if (description.type === 'degraded') {
    const { startSrkitWasm } = await import('@srkit/backend-wasm').catch((cause: unknown) => {
      throw new ConfigError(
        'E_CONFIG_BACKEND',
        'Threads degrade pictures with @srkit/backend-wasm, which is not there. Install it, or set workers to 0.',
        { cause },
      );
    });
    await startSrkitWasm();
  }
  // A set opens its stores in the same order in every thread.
  let stores = 0;
  const openDataset = datasetOpener(async (root) => {
    const store = await openStore(root, true);
    return cache ? { ...store, decoded: new PictureCache(cache, stores++) } : store;
  });
  const dataset = await openDataset(description);
  return {
    facts: { names: dataset.names },
    methods: {
      async sample({ index, draw }) {
        const value = await dataset.sample(index, draw);
        return { value, transfer: [...buffersOf(value)] };
      },
    },
  };
});
