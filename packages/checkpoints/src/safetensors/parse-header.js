import { checkpointError } from '../checkpoint-error';
import { bytesPerElement, DTYPES, isDType } from '../dtype';
import { MAX_METADATA_ENTRIES, MAX_RANK, MAX_STRING_BYTES, MAX_TENSORS } from '../limits';
import { show } from '../show';
import { countElements } from '../tensor-shape';
import { JsonCursor } from './json-cursor';
import { safetensorsError } from './safetensors-error';
/** The key that is not a tensor. */
export const METADATA_KEY = '__metadata__';
/**
 * Parses the JSON header: `{name: {dtype, shape, data_offsets}, ..., __metadata__?: {string: string}}`. Nothing
 * may occur twice, nothing unknown may occur, and each tensor's byte range must have its exact length.
 */
export const parseHeader = (text, label) => {
    const json = new JsonCursor(text, label);
    const names = new Set();
    const tensors = [];
    let metadata = Object.create(null);
    json.object((name) => {
        assertNew(names, name, () => 'entry', label);
        if (name === METADATA_KEY)
            metadata = parseMetadata(json, label);
        else
            tensors.push(parseTensor(json, name, label));
        if (tensors.length > MAX_TENSORS) {
            throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${label}: more than ${MAX_TENSORS} tensors.`);
        }
    });
    json.expectEnd();
    return { tensors, metadata };
};
const parseMetadata = (json, label) => {
    const metadata = Object.create(null);
    const keys = new Set();
    json.object((key) => {
        assertNew(keys, key, () => 'metadata key', label);
        if (keys.size > MAX_METADATA_ENTRIES) {
            throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${label}: more than ${MAX_METADATA_ENTRIES} metadata entries.`);
        }
        metadata[key] = json.string(MAX_STRING_BYTES);
    });
    return metadata;
};
const parseTensor = (json, name, label) => {
    const fields = new Set();
    let dtype = '';
    let shape = [];
    let offsets = [];
    json.object((field) => {
        assertNew(fields, field, () => `tensor ${show(name)}: the field`, label);
        if (field === 'dtype')
            dtype = json.string();
        else if (field === 'shape')
            shape = json.counts(MAX_RANK);
        else if (field === 'data_offsets')
            offsets = json.counts(2);
        else
            throw safetensorsError(label, `tensor ${show(name)} has an unknown field ${show(field)}.`);
    });
    const [begin, end] = offsets;
    if (fields.size !== 3 || begin === undefined || end === undefined) {
        throw safetensorsError(label, `tensor ${show(name)} needs dtype, shape and data_offsets [begin, end].`);
    }
    if (!isDType(dtype)) {
        throw checkpointError('E_CHECKPOINT_UNSUPPORTED', `${label}: tensor ${show(name)} has dtype ${show(dtype)}; only ${DTYPES.join(', ')} are read. Convert it and save again.`);
    }
    const count = countElements(shape, dtype);
    if (typeof count === 'string') {
        throw checkpointError('E_CHECKPOINT_TENSOR', `${label}: tensor ${show(name)} is refused: ${count}.`);
    }
    const bytes = count * bytesPerElement(dtype);
    if (end - begin !== bytes) {
        throw checkpointError('E_CHECKPOINT_TENSOR', `${label}: tensor ${show(name)} of ${dtype} [${shape.join(', ')}] needs ${bytes} bytes, its data_offsets [${begin}, ${end}] give ${end - begin}.`);
    }
    return { name, dtype, shape, begin, end };
};
const assertNew = (seen, name, what, label) => {
    if (!seen.has(name)) {
        seen.add(name);
        return;
    }
    throw checkpointError('E_CHECKPOINT_DUPLICATE', `${label}: the header has ${what()} ${show(name)} twice; readers would disagree which one counts. Get the file again.`);
};
