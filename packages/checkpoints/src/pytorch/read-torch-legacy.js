import { checkpointError } from '../checkpoint-error';
import { ObjectBudget } from '../pickle/object-budget';
import { PyDict, PyList, pyType } from '../pickle/pickle-values';
import { show } from '../show';
import { LegacyPickles } from './legacy-pickles';
import { StorageTable, wrongStorage } from './storage-ref';
import { torchContents } from './torch-contents';
/** The first pickle of the form before 1.6. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
/** Each storage is preceded by its number of elements, an int64. */
const COUNT_BYTES = 8;
/**
 * The form torch.save wrote before 1.6: five pickles (magic number, protocol, system, the object, storage keys),
 * then for each key an element count and the raw elements. The file must end with the last of them.
 */
export const readTorchLegacy = async (source, key, signal) => {
    const { label } = source;
    const budget = new ObjectBudget(label);
    const pickles = new LegacyPickles(source, budget, signal);
    assertMagic(await pickles.next(), label);
    const protocol = await pickles.next();
    if (protocol !== PROTOCOL) {
        throw unexpected(label, `protocol ${PROTOCOL}`, typeof protocol === 'number' ? String(protocol) : pyType(protocol));
    }
    assertLittleEndian(await pickles.next(), label);
    const table = new StorageTable();
    const root = await pickles.next(table.load);
    const keys = await pickles.next();
    const offsets = locateStorages(keys, table.blocks, pickles.position, source);
    const storageOf = (block) => ({
        byteLength: block.byteLength,
        read: (readSignal) => readStorage(source, block, offsets.get(block.key), readSignal),
    });
    return torchContents({ format: 'pytorch-legacy', label, root, pickleBytes: pickles.position, budget, storageOf }, key);
};
const assertMagic = (magic, label) => {
    if (magic === MAGIC)
        return;
    throw checkpointError('E_CHECKPOINT_FORMAT', `${label}: this is a plain pickle (of a ${pyType(magic)}), not a file that torch.save wrote. In Python: load it and torch.save its tensors.`);
};
const assertLittleEndian = (system, label) => {
    if (!(system instanceof PyDict))
        throw unexpected(label, 'a dict describing the system', pyType(system));
    if (system.get('little_endian') === true)
        return;
    throw checkpointError('E_CHECKPOINT_UNSUPPORTED', `${label}: expected little-endian storages; the file says it was written on another kind of machine. Save it again on a little-endian one.`);
};
/** Where each storage begins. The keys must be exactly those the object refers to, and fill the file exactly. */
const locateStorages = (keys, blocks, start, { label, byteLength }) => {
    if (!(keys instanceof PyList))
        throw unexpected(label, 'a list of storage keys', pyType(keys));
    const offsets = new Map();
    let offset = start;
    for (const key of keys.items) {
        const block = typeof key === 'string' ? blocks.get(key) : undefined;
        if (!block || offsets.has(block.key)) {
            const what = typeof key === 'string' ? show(key) : pyType(key);
            throw checkpointError('E_CHECKPOINT_STORAGE', `${label}: the list of storages names ${what}, which ${block ? 'it has named before' : 'no tensor refers to'}. The file is damaged: get it again.`);
        }
        offsets.set(block.key, offset);
        offset += COUNT_BYTES + block.byteLength;
    }
    for (const block of blocks.values()) {
        if (!offsets.has(block.key))
            throw wrongStorage(label, block, 'but the file does not list it');
    }
    if (offset !== byteLength) {
        const code = offset > byteLength ? 'E_CHECKPOINT_TRUNCATED' : 'E_CHECKPOINT_STORAGE';
        throw checkpointError(code, `${label}: expected ${offset} bytes (${offsets.size} storages from byte ${start}), the file has ${byteLength}. It is ${offset > byteLength ? 'cut off' : 'damaged'}: get it again.`);
    }
    return offsets;
};
const readStorage = async (source, block, offset, signal) => {
    const bytes = await source.read(offset, COUNT_BYTES + block.byteLength, signal);
    const count = new DataView(bytes.buffer, bytes.byteOffset, COUNT_BYTES).getBigInt64(0, true);
    if (count !== BigInt(block.count)) {
        throw wrongStorage(source.label, block, `and its count at byte ${offset} is ${count} instead of ${block.count}`);
    }
    return bytes.subarray(COUNT_BYTES);
};
const unexpected = (label, expected, got) => checkpointError('E_CHECKPOINT_PICKLE', `${label}: expected ${expected}, got ${got}. The file is damaged: get it again.`);
