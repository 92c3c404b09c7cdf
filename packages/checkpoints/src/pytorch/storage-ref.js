import { checkpointError } from '../checkpoint-error';
import { bytesPerElement } from '../dtype';
import { MAX_NAME_LENGTH, MAX_TENSOR_BYTES, MAX_TENSORS } from '../limits';
import { complain } from '../pickle/pickle-error';
import { PyNamed, PyObject, PyTuple, pyType } from '../pickle/pickle-values';
import { show } from '../show';
/** A storage class of the allow-list; an untyped storage counts bytes. */
export class StorageClass extends PyNamed {
    dtype;
    constructor(name, dtype) {
        super(name);
        this.dtype = dtype;
    }
}
/** What a tensor refers to: a block, or (legacy files) a part of one. */
export class StorageRef extends PyObject {
    block;
    offset;
    count;
    type = 'torch storage';
    constructor(block, 
    /** First element of the part within the block. */
    offset, 
    /** Elements of the part. */
    count) {
        super();
        this.block = block;
        this.offset = offset;
        this.count = count;
    }
}
/**
 * Collects the storages a pickle refers to. A persistent id is
 * `('storage', class, key, location, count)`, in legacy files with a sixth item, `None` or `(key, offset, count)`.
 */
export class StorageTable {
    blocks = new Map();
    load = (id) => {
        const items = id instanceof PyTuple ? id.items : [];
        const [kind, storageClass, key, , count, part = null] = items;
        if (kind === 'module') {
            throw complain('the file holds a whole module with its Python code, not only tensors. In Python: torch.save(model.state_dict(), path).', 'E_CHECKPOINT_UNSUPPORTED');
        }
        if (kind !== 'storage' || items.length < 5 || items.length > 6) {
            throw complain(`expected a storage reference ('storage', class, key, location, count), got ${pyType(id)} of ${items.length} items.`);
        }
        if (!(storageClass instanceof StorageClass)) {
            throw complain(`expected a storage class such as torch.FloatStorage, got ${pyType(storageClass)}.`);
        }
        if (typeof key !== 'string')
            throw complain(`expected a storage's key to be a str, got ${pyType(key)}.`);
        if (key.length > MAX_NAME_LENGTH) {
            throw complain(`a storage's key has ${key.length} characters; at most ${MAX_NAME_LENGTH} are read.`);
        }
        if (!isCount(count)) {
            throw complain(`storage ${show(key)} claims ${said(count)} elements, expected an int >= 0.`, 'E_CHECKPOINT_STORAGE');
        }
        const block = this.#block(storageClass, key, count);
        return part === null ? new StorageRef(block, 0, count) : partOf(block, part);
    };
    #block({ dtype, name }, key, count) {
        const known = this.blocks.get(key);
        if (known) {
            if (known.dtype === dtype && known.count === count)
                return known;
            throw complain(`storage ${show(key)} is called ${known.count} elements of ${known.dtype} in one place and ${count} of ${dtype} in another.`, 'E_CHECKPOINT_STORAGE');
        }
        const byteLength = count * (dtype === 'untyped' ? 1 : bytesPerElement(dtype));
        if (byteLength > MAX_TENSOR_BYTES) {
            throw complain(`storage ${show(key)} claims ${count} elements of ${name} (${byteLength} bytes); at most ${MAX_TENSOR_BYTES} bytes are read.`, 'E_CHECKPOINT_TOO_LARGE');
        }
        if (this.blocks.size >= MAX_TENSORS) {
            throw complain(`the pickle names more than ${MAX_TENSORS} storages.`, 'E_CHECKPOINT_TOO_LARGE');
        }
        const block = { key, dtype, count, byteLength };
        this.blocks.set(key, block);
        return block;
    }
}
const partOf = (block, part) => {
    const [key, offset, count] = part instanceof PyTuple ? part.items : [];
    if (typeof key !== 'string' || !isCount(offset) || !isCount(count)) {
        throw complain(`expected a storage view (key, offset, size), got ${pyType(part)}.`);
    }
    if (offset + count > block.count) {
        throw complain(`a view takes elements ${offset} to ${offset + count} of storage ${show(block.key)}, which has ${block.count}.`, 'E_CHECKPOINT_STORAGE');
    }
    return new StorageRef(block, offset, count);
};
/** A Python int that can count something. */
export const isCount = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
/** A value for a message: the number itself, or else its type. */
export const said = (value) => typeof value === 'number' || typeof value === 'bigint' ? String(value) : pyType(value);
/** A storage whose bytes in the file are not as many as its reference says. */
export const wrongStorage = (label, block, found) => checkpointError('E_CHECKPOINT_STORAGE', `${label}: storage ${show(block.key)} should have ${block.byteLength} bytes, ${found}. The file is damaged: get it again.`);
