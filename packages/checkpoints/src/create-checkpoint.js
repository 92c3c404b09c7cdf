import { checkpointError } from './checkpoint-error';
import { bytesPerElement } from './dtype';
import { gather } from './gather';
import { MAX_EXPANSION_FACTOR, MAX_EXPANSION_SLACK } from './limits';
import { show, showList } from './show';
/** What data-parallel training puts before every name. */
const WRAPPER_PREFIX = 'module.';
/** A checkpoint over a source that stays open until `close`. */
export const createCheckpoint = (source, contents) => {
    const { label, byteLength } = source;
    const stored = withoutPrefix(contents.tensors);
    const byName = index(stored, label);
    assertExpansion(stored, source);
    let closed = false;
    const assertOpen = () => {
        if (closed)
            throw checkpointError('E_CHECKPOINT_CLOSED', `${label}: read after close(). Open it again.`);
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
                throw checkpointError('E_CHECKPOINT_NAME', `${label}: there is no tensor ${show(name)}. Tensors: ${showList([...byName.keys()])}.`);
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
            if (closed)
                return;
            closed = true;
            await source.close();
        },
    };
};
/** Storage by storage, so that one shared by many tensors is read and checked once and only one is held. */
async function* readEach(stored, { onProgress, signal } = {}) {
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
const readAll = async (stored, options) => {
    const read = new Map();
    for await (const tensor of readEach(stored, options))
        read.set(tensor.name, tensor);
    return new Map(stored.map(({ name }) => [name, read.get(name)]));
};
const byStorage = (stored) => {
    const groups = new Map();
    for (const tensor of stored) {
        const group = groups.get(tensor.storage);
        if (group)
            group.push(tensor);
        else
            groups.set(tensor.storage, [tensor]);
    }
    return groups;
};
const materialise = (tensor, storage) => ({
    ...infoOf(tensor),
    data: gather(storage, tensor),
});
const infoOf = ({ name, dtype, shape }) => ({ name, dtype, shape: [...shape] });
const bytesOf = ({ dtype, shape }) => shape.reduce((product, n) => product * n, bytesPerElement(dtype));
const withoutPrefix = (tensors) => tensors.every(({ name }) => name.startsWith(WRAPPER_PREFIX))
    ? tensors.map((tensor) => ({ ...tensor, name: tensor.name.slice(WRAPPER_PREFIX.length) }))
    : tensors;
const index = (tensors, label) => {
    const byName = new Map();
    for (const tensor of tensors) {
        if (byName.has(tensor.name)) {
            throw checkpointError('E_CHECKPOINT_DUPLICATE', `${label}: two tensors have the flattened name ${show(tensor.name)}. Choose a part of the file with key.`);
        }
        byName.set(tensor.name, tensor);
    }
    return byName;
};
const assertExpansion = (tensors, { label, byteLength }) => {
    const total = tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0);
    const most = MAX_EXPANSION_FACTOR * byteLength + MAX_EXPANSION_SLACK;
    if (total <= most)
        return;
    throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${label}: its ${byteLength} bytes would expand to tensors of ${total} bytes (shared or repeated storages); at most ${most} are made. In Python: tensor.contiguous(), then save again.`);
};
