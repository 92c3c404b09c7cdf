import { readFile } from 'node:fs/promises';
const half = (bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31)
        return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};
const bfloat = (bits) => new Float32Array(new Uint32Array([bits << 16]).buffer)[0];
const decode = (dtype, bytes) => {
    const buffer = bytes.slice().buffer;
    switch (dtype) {
        case 'F64':
            return new Float64Array(buffer);
        case 'F32':
            return new Float32Array(buffer);
        case 'F16':
            return Float64Array.from(new Uint16Array(buffer), half);
        case 'BF16':
            return Float64Array.from(new Uint16Array(buffer), bfloat);
        case 'I64':
            return Array.from(new BigInt64Array(buffer), Number);
        case 'I32':
            return new Int32Array(buffer);
        case 'I16':
            return new Int16Array(buffer);
        case 'U16':
            return new Uint16Array(buffer);
        case 'I8':
            return new Int8Array(buffer);
        case 'U8':
        case 'BOOL':
            return new Uint8Array(buffer);
        default:
            throw new Error(`dtype ${dtype} is not one that goldens use`);
    }
};
/**
 * Reads a golden's safetensors. A reader of its own, because what judges `@srkit/checkpoints` must not be
 * `@srkit/checkpoints`; goldens are trusted, so nothing is bounded here.
 */
export const readGoldenTensors = async (path) => {
    const file = new Uint8Array(await readFile(path));
    const headerLength = Number(new DataView(file.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + headerLength)));
    const tensors = new Map();
    for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
        if (name === '__metadata__')
            continue;
        const start = 8 + headerLength;
        const bytes = file.slice(start + data_offsets[0], start + data_offsets[1]);
        tensors.set(name, { dtype, shape, bytes, values: decode(dtype, bytes) });
    }
    return tensors;
};
