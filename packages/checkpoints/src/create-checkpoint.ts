import type { LongWork } from '@srkit/core';
import type { Checkpoint } from './checkpoint';
import { checkpointError } from './checkpoint-error';
import type { Contents, Storage, StoredTensor } from './contents';
import { bytesPerElement } from './dtype';
import { gather } from './gather';
import { MAX_EXPANSION_FACTOR, MAX_EXPANSION_SLACK } from './limits';
import { show, showList } from './show';
import type { ByteSource } from './sources/byte-source';
import type { NamedTensor, StateDict, TensorInfo } from './tensor';

/** What data-parallel training puts before every name. */
const WRAPPER_PREFIX = 'module.';

/** A checkpoint over a source that stays open until `close`. */
export const createCheckpoint = (source: ByteSource, contents: Contents): Checkpoint => {
  const { label, byteLength } = source;
  const stored = withoutPrefix(contents.tensors);
  const byName = index(stored, label);
  assertExpansion(stored, source);
  let closed = false;
  const assertOpen = (): void => {
    if (closed) throw checkpointError('E_CHECKPOINT_CLOSED', `${label}: read after close(). Open it again.`);
  };
  return {
    format: contents.format,
    byteLength,
    keys: contents.keys,
    selected: contents.selected,
    metadata: contents.metadata,
    tensors: stored.map(infoOf),
    async read(name) {
      assertOpen();
      const tensor = byName.get(name);
      if (!tensor) {
        throw checkpointError(
          'E_CHECKPOINT_NAME',
          `${label}: there is no tensor ${show(name)}. Tensors: ${showList([...byName.keys()])}.`,
        );
      }
      return materialise(tensor, await tensor.storage.read());
    },
    async readAll(options) {
      assertOpen();
      return readAll(stored, options);
    },
    readEach(options) {
      assertOpen();
      return readEach(stored, options);
    },
    async close() {
      if (closed) return;
      closed = true;
      await source.close();
    },
  };
};

/** Storage by storage, so that one shared by many tensors is read and checked once and only one is held. */
async function* readEach(
  stored: readonly StoredTensor[],
  { onProgress, signal }: LongWork = {},
): AsyncGenerator<NamedTensor, void> {
  const total = stored.reduce((sum, tensor) => sum + bytesOf(tensor), 0);
  let done = 0;
  onProgress?.({ done, total, unit: 'bytes' });
  for (const [storage, tensors] of byStorage(stored)) {
    signal?.throwIfAborted();
    const bytes = await storage.read(signal);
    for (const tensor of tensors) {
      yield materialise(tensor, bytes);
      done += bytesOf(tensor);
    }
    onProgress?.({ done, total, unit: 'bytes' });
  }
}

const readAll = async (stored: readonly StoredTensor[], options?: LongWork): Promise<StateDict> => {
  const read = new Map<string, NamedTensor>();
  for await (const tensor of readEach(stored, options)) read.set(tensor.name, tensor);
  return new Map(stored.map(({ name }) => [name, read.get(name)!]));
};

const byStorage = (stored: readonly StoredTensor[]): ReadonlyMap<Storage, StoredTensor[]> => {
  const groups = new Map<Storage, StoredTensor[]>();
  for (const tensor of stored) {
    const group = groups.get(tensor.storage);
    if (group) group.push(tensor);
    else groups.set(tensor.storage, [tensor]);
  }
  return groups;
};

const materialise = (tensor: StoredTensor, storage: Uint8Array): NamedTensor => ({
  ...infoOf(tensor),
  data: gather(storage, tensor),
});

const infoOf = ({ name, dtype, shape }: StoredTensor): TensorInfo => ({ name, dtype, shape: [...shape] });

const bytesOf = ({ dtype, shape }: StoredTensor): number =>
  shape.reduce((product, n) => product * n, bytesPerElement(dtype));

const withoutPrefix = (tensors: readonly StoredTensor[]): readonly StoredTensor[] =>
  tensors.every(({ name }) => name.startsWith(WRAPPER_PREFIX))
    ? tensors.map((tensor) => ({ ...tensor, name: tensor.name.slice(WRAPPER_PREFIX.length) }))
    : tensors;

const index = (tensors: readonly StoredTensor[], label: string): ReadonlyMap<string, StoredTensor> => {
  const byName = new Map<string, StoredTensor>();
  for (const tensor of tensors) {
    if (byName.has(tensor.name)) {
      throw checkpointError(
        'E_CHECKPOINT_DUPLICATE',
        `${label}: two tensors have the flattened name ${show(tensor.name)}. Choose a part of the file with key.`,
      );
    }
    byName.set(tensor.name, tensor);
  }
  return byName;
};

const assertExpansion = (tensors: readonly StoredTensor[], { label, byteLength }: ByteSource): void => {
  const total = tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0);
  const most = MAX_EXPANSION_FACTOR * byteLength + MAX_EXPANSION_SLACK;
  if (total <= most) return;
  throw checkpointError(
    'E_CHECKPOINT_TOO_LARGE',
    `${label}: its ${byteLength} bytes would expand to tensors of ${total} bytes (shared or repeated storages); at most ${most} are made. In Python: tensor.contiguous(), then save again.`,
  );
};
