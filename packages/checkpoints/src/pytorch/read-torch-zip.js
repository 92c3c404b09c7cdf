import { checkpointError } from '../checkpoint-error';
import { MAX_PICKLE_BYTES } from '../limits';
import { ObjectBudget } from '../pickle/object-budget';
import { Unpickler } from '../pickle/unpickle';
import { show, showList } from '../show';
import { readZipEntry } from '../zip/read-zip-entry';
import { assertReadable, readZipDirectory } from '../zip/zip-directory';
import { findGlobal } from './allowed-globals';
import { StorageTable, wrongStorage } from './storage-ref';
import { torchContents } from './torch-contents';
/** `little` or `big`, and nothing longer. */
const MAX_BYTEORDER_BYTES = 16;
/**
 * The form torch.save writes since 1.6: a zip of stored entries `<folder>/data.pkl` (the structure) and
 * `<folder>/data/<key>` (raw storages). Only the directory and the pickle are read here.
 */
export const readTorchZip = async (source, key, signal) => {
    const entries = await readZipDirectory(source, signal);
    const pickleEntry = findPickle(entries, source.label);
    const folder = pickleEntry.name.slice(0, -'data.pkl'.length);
    await assertLittleEndian(source, entries.get(`${folder}byteorder`), signal);
    if (pickleEntry.size > MAX_PICKLE_BYTES) {
        throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${source.label}: ${pickleEntry.name} has ${pickleEntry.size} bytes; at most ${MAX_PICKLE_BYTES} are read.`);
    }
    const label = `${source.label}, ${pickleEntry.name}`;
    const bytes = await readZipEntry(source, pickleEntry, signal);
    const table = new StorageTable();
    const budget = new ObjectBudget(label);
    const unpickler = new Unpickler({ label, budget, start: 0, findGlobal, loadPersistent: table.load });
    const root = unpickler.run(bytes, true);
    const end = unpickler.position;
    if (end !== bytes.length) {
        throw checkpointError('E_CHECKPOINT_PICKLE', `${label}: ${bytes.length - end} bytes follow the end of the pickle at byte ${end}; expected none.`);
    }
    const found = new Map();
    for (const block of table.blocks.values()) {
        const entry = entries.get(`${folder}data/${block.key}`);
        if (!entry)
            throw wrongStorage(source.label, block, 'but it is missing from the archive');
        assertReadable(entry, source.label);
        if (entry.size !== block.byteLength)
            throw wrongStorage(source.label, block, `it has ${entry.size}`);
        found.set(block, entry);
    }
    const storageOf = (block) => ({
        byteLength: block.byteLength,
        read: (readSignal) => readZipEntry(source, found.get(block), readSignal),
    });
    return torchContents({ format: 'pytorch-zip', label: source.label, root, pickleBytes: bytes.length, budget, storageOf }, key);
};
const findPickle = (entries, label) => {
    const names = [...entries.keys()];
    if (names.some((name) => /^[^/]+\/(constants\.pkl|code\/.*)$/.test(name))) {
        throw checkpointError('E_CHECKPOINT_UNSUPPORTED', `${label}: this is a TorchScript archive, which contains code. In Python: torch.save(torch.jit.load(path).state_dict(), newPath).`);
    }
    const pickles = names.filter((name) => /^[^/]+\/data\.pkl$/.test(name));
    if (pickles.length === 1)
        return entries.get(pickles[0]);
    const inner = names.find((name) => /\.(pth|pt|ckpt|safetensors|onnx|param)$/i.test(name));
    if (inner !== undefined) {
        throw checkpointError('E_CHECKPOINT_FORMAT', `${label}: this is a zip that has a model inside (${show(inner)}). Unpack it and give that file.`);
    }
    throw checkpointError('E_CHECKPOINT_FORMAT', `${label}: expected a zip with one <folder>/data.pkl as torch.save writes it, found ${pickles.length}. Entries: ${showList(names)}.`);
};
const assertLittleEndian = async (source, entry, signal) => {
    if (!entry)
        return;
    const bytes = entry.size <= MAX_BYTEORDER_BYTES ? await readZipEntry(source, entry, signal) : new Uint8Array(0);
    if (new TextDecoder().decode(bytes).trim() === 'little')
        return;
    throw checkpointError('E_CHECKPOINT_UNSUPPORTED', `${source.label}: expected little-endian storages, ${entry.name} says otherwise. Save it again on a little-endian machine.`);
};
