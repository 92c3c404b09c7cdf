import { openCheckpoint } from '@srkit/checkpoints';
import { compare } from '../compare';
import { expectEqual, failure } from '../run-op';
/** The first value found under `key` in nested plain data. */
const findKey = (value, key) => {
    if (value === null || typeof value !== 'object')
        return undefined;
    for (const [name, inner] of Object.entries(value)) {
        if (name === key)
            return inner;
        const found = findKey(inner, key);
        if (found !== undefined)
            return found;
    }
    return undefined;
};
const bytesOf = (data) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
const sameBytes = (a, b) => a.length === b.length && a.every((v, i) => v === b[i]);
/** `load_checkpoint`: every tensor of a .pth file, bit for bit, and the key rule. */
export const loadCheckpoint = async ({ golden }) => {
    const { file, format, selected, other, lr } = golden.file.params;
    const checkpoint = await openCheckpoint(golden.path(file));
    try {
        const comparisons = [];
        if (format) {
            const expected = format === 'safetensors' ? format : `pytorch-${format}`;
            comparisons.push(expectEqual('format', checkpoint.format, expected));
        }
        if (selected !== undefined)
            comparisons.push(expectEqual('selected', checkpoint.selected, selected));
        for (const [key, value] of Object.entries(other ?? {})) {
            comparisons.push(expectEqual(`metadata ${key}`, checkpoint.metadata[key], value));
        }
        if (lr !== undefined)
            comparisons.push(expectEqual('metadata lr', findKey(checkpoint.metadata, 'lr'), lr));
        const state = await checkpoint.readAll();
        for (const name of golden.outputNames) {
            const expected = golden.tensor(name);
            const actual = state.get(name);
            if (!actual) {
                comparisons.push(failure(name, `tensor '${name}' was not loaded`));
                continue;
            }
            comparisons.push(expectEqual(`${name} dtype`, actual.dtype, expected.dtype));
            if (sameBytes(bytesOf(actual.data), expected.bytes)) {
                comparisons.push(expectEqual(`${name} shape`, actual.shape, expected.shape));
            }
            else {
                const values = Array.from(actual.data, Number);
                const differing = compare(name, { shape: actual.shape, values }, expected, golden.file.tolerance);
                comparisons.push(differing.ok ? failure(name, `tensor '${name}' differs in its bytes`) : differing);
            }
        }
        const known = new Set(golden.tensors.keys());
        for (const name of state.keys()) {
            if (!known.has(name))
                comparisons.push(failure(name, `tensor '${name}' is not in the reference`));
        }
        return comparisons;
    }
    finally {
        await checkpoint.close();
    }
};
