import { refuseUnknownKeys } from '@srkit/core';
import { checkpointError } from '../checkpoint-error';
import { bytesPerElement, isArrayOf, isDType } from '../dtype';
import { kindOf } from '../kind-of';
import { MAX_SAFETENSORS_HEADER_BYTES, MAX_TENSORS } from '../limits';
import { convertFloats } from '../numeric/convert-floats';
import { show } from '../show';
import { countElements } from '../tensor-shape';
import { METADATA_KEY } from './parse-header';
/**
 * A safetensors file. The header names tensors in the order given; their data is laid out widest element first,
 * so that each is aligned to its element. Throws `CheckpointError` for names that occur twice or are not
 * well-formed text, for arrays that do not fit dtype and shape, and for finite values that `dtype` cannot hold.
 */
export const writeSafetensors = (tensors, options = {}) => {
    refuseUnknownKeys('writeSafetensors', options, ['dtype', 'metadata']);
    const { dtype, metadata } = options;
    const list = Array.from(entriesOf(tensors), (tensor) => {
        assertWritable(tensor);
        return dtype === undefined ? tensor : convertFloats(tensor, dtype);
    });
    assertNames(list);
    const layout = layOut(list);
    const header = encodeHeader(list, layout.offsets, metadata);
    const file = new Uint8Array(8 + header.length + layout.bytes);
    new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
    file.set(header, 8);
    for (const tensor of list) {
        const { buffer, byteOffset, byteLength } = tensor.data;
        file.set(new Uint8Array(buffer, byteOffset, byteLength), 8 + header.length + layout.offsets.get(tensor));
    }
    return file;
};
/** From plain JavaScript anything may come; a promise would otherwise be written as an empty file. */
const entriesOf = (tensors) => {
    if (tensors instanceof Map)
        return named(tensors);
    const isObject = typeof tensors === 'object' && tensors !== null;
    if (isObject && Symbol.iterator in tensors)
        return tensors;
    throw checkpointError('E_CHECKPOINT_WRITE', `Expected a state_dict (a Map of tensors by name) or a list of tensors with names, got ${kindOf(tensors)}.`);
};
/** The keys of a state dict are the names, even where a tensor has been put under another one. */
function* named(tensors) {
    for (const [name, tensor] of tensors) {
        if (typeof name !== 'string') {
            throw checkpointError('E_CHECKPOINT_WRITE', `Expected names as keys of a state_dict, got ${kindOf(name)}.`);
        }
        assertTensor(tensor, name);
        yield { ...tensor, name };
    }
}
/** Throws unless there are a dtype, a shape and elements. */
function assertTensor(value, name) {
    const { dtype, shape, data } = (value ?? {});
    if (typeof dtype === 'string' && Array.isArray(shape) && ArrayBuffer.isView(data))
        return;
    const remedy = ArrayBuffer.isView(value)
        ? 'Give the array its dtype and shape.'
        : "Of a TensorFlow.js tensor: { dtype: 'F32', shape: t.shape, data: await t.data() }.";
    throw checkpointError('E_CHECKPOINT_WRITE', `${typeof name === 'string' ? `Tensor ${show(name)}` : 'A tensor'}: expected { name, dtype, shape, data }, got ${kindOf(value)}. ${remedy}`);
}
const layOut = (tensors) => {
    const offsets = new Map();
    let bytes = 0;
    const width = ({ dtype }) => bytesPerElement(dtype);
    for (const tensor of [...tensors].sort((a, b) => width(b) - width(a))) {
        offsets.set(tensor, bytes);
        bytes += tensor.data.byteLength;
    }
    return { offsets, bytes };
};
const encodeHeader = (tensors, offsets, metadata) => {
    // Put together by hand: in an object literal, names such as `__proto__` or `1` would not stay what they are.
    const entries = tensors.map((tensor) => {
        const begin = offsets.get(tensor);
        const end = begin + tensor.data.byteLength;
        const shape = tensor.shape.join(',');
        return `${JSON.stringify(tensor.name)}:{"dtype":"${tensor.dtype}","shape":[${shape}],"data_offsets":[${begin},${end}]}`;
    });
    if (metadata)
        entries.unshift(`"${METADATA_KEY}":${encodeMetadata(metadata)}`);
    const text = `{${entries.join(',')}}`;
    const bytes = new TextEncoder().encode(text);
    const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8).fill(0x20);
    padded.set(bytes);
    if (padded.length <= MAX_SAFETENSORS_HEADER_BYTES)
        return padded;
    throw checkpointError('E_CHECKPOINT_TOO_LARGE', `The header would take ${padded.length} bytes; at most ${MAX_SAFETENSORS_HEADER_BYTES} can be read back.`);
};
const encodeMetadata = (metadata) => {
    const entries = Object.entries(metadata).map(([key, value]) => {
        if (typeof value === 'string')
            return `${JSON.stringify(text(key))}:${JSON.stringify(text(value))}`;
        throw checkpointError('E_CHECKPOINT_WRITE', `Metadata ${show(key)}: expected a string, got ${typeof value}. The format knows no other kind.`);
    });
    return `{${entries.join(',')}}`;
};
const assertNames = (tensors) => {
    const names = new Set();
    for (const { name } of tensors) {
        if (names.has(text(name)) || name === METADATA_KEY) {
            throw checkpointError('E_CHECKPOINT_DUPLICATE', `Tensor name ${show(name)} ${name === METADATA_KEY ? 'is reserved by the format' : 'occurs twice'}. Rename it.`);
        }
        names.add(name);
    }
    if (names.size > MAX_TENSORS) {
        throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${names.size} tensors; at most ${MAX_TENSORS} can be read back.`);
    }
};
/** The string itself; UTF-8 has no form for half a surrogate pair. */
const text = (value) => {
    if (!/\p{Surrogate}/u.test(value))
        return value;
    throw checkpointError('E_CHECKPOINT_WRITE', `${show(value)} is not well-formed Unicode text and cannot be written.`);
};
const assertWritable = (tensor) => {
    assertTensor(tensor, tensor?.name);
    const { name, dtype, shape, data } = tensor;
    if (typeof name !== 'string') {
        throw checkpointError('E_CHECKPOINT_WRITE', `Expected a tensor with a name, got ${kindOf(name)} for it.`);
    }
    const count = isDType(dtype) ? countElements(shape, dtype) : `${String(dtype)} is not a dtype`;
    if (count === data.length && isArrayOf(dtype, data))
        return;
    const problem = typeof count === 'string' ? count : `${dtype} [${shape.join(', ')}] needs ${count} elements`;
    throw checkpointError('E_CHECKPOINT_WRITE', `Tensor ${show(name)}: ${problem}, got ${data.constructor.name} of ${data.length}.`);
};
