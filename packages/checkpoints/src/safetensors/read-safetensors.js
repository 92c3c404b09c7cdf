import { checkpointError } from '../checkpoint-error';
import { MAX_SAFETENSORS_HEADER_BYTES } from '../limits';
import { rowMajor } from '../row-major';
import { show } from '../show';
import { parseHeader } from './parse-header';
import { safetensorsError } from './safetensors-error';
/** A little-endian uint64 before the header: its length. */
const LENGTH_BYTES = 8;
/**
 * Reads the header only. The tensors must fill the rest of the file without gaps, overlaps or a remainder, as the
 * format demands; their order in the header is free.
 */
export const readSafetensors = async (source, key, signal) => {
    const { label } = source;
    const start = LENGTH_BYTES + (await headerLength(source, signal));
    const header = parseHeader(await headerText(source, start, signal), label);
    assertFilled(header, source.byteLength - start, label);
    const tensors = header.tensors.map((tensor) => stored(source, start, tensor));
    return { format: 'safetensors', keys: [], metadata: header.metadata, ...select(tensors, key, label) };
};
const headerLength = async (source, signal) => {
    const bytes = await source.read(0, LENGTH_BYTES, signal);
    const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
    if (length > BigInt(source.byteLength - LENGTH_BYTES)) {
        throw checkpointError('E_CHECKPOINT_TRUNCATED', `${source.label}: the header claims ${length} bytes, but only ${source.byteLength - LENGTH_BYTES} follow. The file is cut off or damaged: get it again.`);
    }
    if (length > BigInt(MAX_SAFETENSORS_HEADER_BYTES)) {
        throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${source.label}: the header has ${length} bytes; at most ${MAX_SAFETENSORS_HEADER_BYTES} are read.`);
    }
    return Number(length);
};
const headerText = async (source, end, signal) => {
    const bytes = await source.read(LENGTH_BYTES, end - LENGTH_BYTES, signal);
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    catch {
        throw safetensorsError(source.label, 'expected a header in UTF-8, got other bytes.');
    }
};
const assertFilled = ({ tensors }, dataBytes, label) => {
    let filled = 0;
    for (const { name, begin, end } of [...tensors].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
        if (begin !== filled) {
            throw safetensorsError(label, `tensor ${show(name)} begins at byte ${begin} of the data, expected ${filled}: tensors may neither overlap nor leave gaps.`);
        }
        filled = end;
    }
    if (filled === dataBytes)
        return;
    throw checkpointError(filled > dataBytes ? 'E_CHECKPOINT_TRUNCATED' : 'E_CHECKPOINT_SAFETENSORS', `${label}: its tensors take ${filled} bytes, but ${dataBytes} follow the header. The file is cut off or damaged: get it again.`);
};
const stored = (source, start, { name, dtype, shape, begin, end }) => {
    const storage = {
        byteLength: end - begin,
        read: (signal) => source.read(start + begin, end - begin, signal),
    };
    return { name, dtype, shape, strides: rowMajor(shape), offset: 0, storage };
};
/** The format is flat: a key chooses the names that begin with it and a dot. */
const select = (tensors, key, label) => {
    if (key === undefined || key === '' || key === '.')
        return { selected: null, tensors };
    const prefix = `${key}.`;
    const chosen = tensors
        .filter(({ name }) => name.startsWith(prefix))
        .map((tensor) => ({ ...tensor, name: tensor.name.slice(prefix.length) }));
    if (chosen.length > 0)
        return { selected: key, tensors: chosen };
    throw checkpointError('E_CHECKPOINT_KEY', `${label}: no tensor name begins with ${show(prefix)}. A safetensors file is flat: leave the key out to get all ${tensors.length} tensors.`);
};
