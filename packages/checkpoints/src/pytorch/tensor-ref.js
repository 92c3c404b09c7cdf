import { bytesPerElement } from '../dtype';
import { MAX_RANK } from '../limits';
import { complain } from '../pickle/pickle-error';
import { PyObject, pyType } from '../pickle/pickle-values';
import { sequence } from '../pickle/py-collections';
import { show } from '../show';
import { countElements } from '../tensor-shape';
import { isCount, StorageRef, said } from './storage-ref';
/** A tensor as the pickle describes it, checked against its storage: a strided view of a block. */
export class TensorRef extends PyObject {
    dtype;
    shape;
    strides;
    offset;
    block;
    type = 'tensor';
    constructor(dtype, shape, 
    /** In elements, one per dimension. */
    strides, 
    /** First element within the block. */
    offset, block) {
        super();
        this.dtype = dtype;
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
        this.block = block;
    }
}
/** Charged for each size and each stride: one tuple of them can be passed for a million tensors. */
const DIMENSION_BYTES = 32;
/**
 * Makes a tensor of (storage, offset, size, stride). `dtype` is only given where the storage does not say it.
 * Every element must lie inside the storage: offset + sum((size - 1) * stride) < count. The sum only grows, so that
 * beyond 2^53, where it is rounded, it is too large either way.
 */
export const makeTensor = (storage, offset, size, stride, charge, dtype) => {
    if (!(storage instanceof StorageRef))
        throw complain(`expected a tensor's storage, got ${pyType(storage)}.`);
    const shape = counts(size, "a tensor's size", charge);
    const strides = counts(stride, "a tensor's stride", charge);
    if (!isCount(offset))
        throw refused(storage, `its offset is ${said(offset)}, expected an int >= 0`);
    if (shape.length !== strides.length) {
        throw refused(storage, `it has ${shape.length} sizes but ${strides.length} strides`);
    }
    const type = elementType(storage, dtype);
    const count = countElements(shape, type);
    if (typeof count === 'string')
        throw refused(storage, count);
    const { block } = storage;
    // An untyped storage counts bytes; an offset of a part is in the part's own unit.
    const unit = block.dtype === 'untyped' ? bytesPerElement(type) : 1;
    const available = Math.floor(storage.count / unit);
    const last = shape.reduce((sum, n, i) => sum + (n - 1) * strides[i], offset);
    if (count > 0 && last >= available) {
        throw refused(storage, `shape [${shape.join(', ')}], strides [${strides.join(', ')}] and offset ${offset} reach element ${last}, but it has ${available}`);
    }
    if (storage.offset % unit !== 0)
        throw refused(storage, 'it begins in the middle of an element');
    return new TensorRef(type, shape, strides, offset + storage.offset / unit, block);
};
const elementType = (storage, asked) => {
    const { dtype } = storage.block;
    if (dtype === 'untyped')
        return asked ?? 'U8';
    if (asked === undefined || asked === dtype)
        return dtype;
    throw refused(storage, `the tensor is called ${asked}, its storage ${dtype}`);
};
const counts = (value, what, charge) => {
    const items = sequence(value, what);
    charge(DIMENSION_BYTES * Math.min(items.length, MAX_RANK + 1));
    if (items.length > MAX_RANK) {
        throw complain(`${what} has ${items.length} dimensions; at most ${MAX_RANK} are read.`, 'E_CHECKPOINT_TOO_LARGE');
    }
    return items.map((item) => {
        if (isCount(item))
            return item;
        throw complain(`expected ${what} to be ints >= 0, got ${said(item)}.`, 'E_CHECKPOINT_TENSOR');
    });
};
const refused = ({ block }, problem) => complain(`a tensor does not fit storage ${show(block.key)}: ${problem}. The file is damaged or forged.`, 'E_CHECKPOINT_TENSOR');
