import { checkpointError } from './checkpoint-error';
import { bytesPerElement, typedArrayOf } from './dtype';
/**
 * Copies a strided view out of a storage into memory of its own, contiguous and row-major. The view must have
 * been checked to lie inside `storage`.
 */
export const gather = (storage, view) => {
    const { dtype, shape, offset } = view;
    const size = bytesPerElement(dtype);
    const count = shape.reduce((product, n) => product * n, 1);
    const out = allocate(count * size);
    if (count > 0) {
        if (isContiguous(view))
            out.set(storage.subarray(offset * size, (offset + count) * size));
        else
            copyStrided(storage, view, out);
    }
    return typedArrayOf(dtype, out.buffer);
};
const allocate = (bytes) => {
    try {
        return new Uint8Array(bytes);
    }
    catch (cause) {
        throw checkpointError('E_CHECKPOINT_TOO_LARGE', `There is no memory for a tensor of ${bytes} bytes.`, cause);
    }
};
const isContiguous = ({ shape, strides }) => {
    let expected = 1;
    for (let i = shape.length - 1; i >= 0; i--) {
        // Where there is only one index, its stride is never used and may be anything.
        if (shape[i] !== 1 && strides[i] !== expected)
            return false;
        expected *= shape[i];
    }
    return true;
};
const WORDS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array };
/** Copies bit patterns, never numbers: a NaN keeps its payload. 8-byte elements are two words side by side. */
const copyStrided = (storage, view, out) => {
    const size = bytesPerElement(view.dtype);
    const wordBytes = size === 8 ? 4 : size;
    const perElement = size / wordBytes;
    const dims = view.shape
        .map((length, i) => ({ length, step: view.strides[i] * perElement }))
        .filter(({ length }) => length !== 1);
    if (perElement > 1)
        dims.push({ length: perElement, step: 1 });
    // Typed arrays must begin at a multiple of their element size.
    const aligned = storage.byteOffset % wordBytes === 0 ? storage : storage.slice();
    const Word = WORDS[wordBytes];
    const source = new Word(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / wordBytes));
    copyWords(source, new Word(out.buffer), view.offset * perElement, dims);
};
const copyWords = (source, target, first, dims) => {
    const inner = dims.pop();
    const index = new Array(dims.length).fill(0);
    let base = first;
    let written = 0;
    for (;;) {
        for (let i = 0; i < inner.length; i++)
            target[written++] = source[base + i * inner.step];
        // Like an odometer: the last dimension that is not at its end goes on, those behind it start again.
        let d = dims.length - 1;
        for (; d >= 0; d--) {
            const { length, step } = dims[d];
            base += step;
            if (++index[d] < length)
                break;
            base -= step * length;
            index[d] = 0;
        }
        if (d < 0)
            return;
    }
};
