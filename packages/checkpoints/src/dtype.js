// Files are little-endian, and so is every platform a JavaScript engine runs on today: no byte is ever swapped.
const FACTS = {
    F64: { bytes: 8, array: Float64Array },
    F32: { bytes: 4, array: Float32Array },
    F16: { bytes: 2, array: Uint16Array },
    BF16: { bytes: 2, array: Uint16Array },
    I64: { bytes: 8, array: BigInt64Array },
    I32: { bytes: 4, array: Int32Array },
    I16: { bytes: 2, array: Int16Array },
    I8: { bytes: 1, array: Int8Array },
    U8: { bytes: 1, array: Uint8Array },
    U16: { bytes: 2, array: Uint16Array },
    U32: { bytes: 4, array: Uint32Array },
    U64: { bytes: 8, array: BigUint64Array },
    BOOL: { bytes: 1, array: Uint8Array },
};
/** All element types, widest first within a kind. */
export const DTYPES = Object.keys(FACTS);
export const isDType = (name) => Object.hasOwn(FACTS, name);
/** Bytes of one element. */
export const bytesPerElement = (dtype) => FACTS[dtype].bytes;
/** The whole buffer as an array of `dtype`; its byte length must be a multiple of the element size. */
export const typedArrayOf = (dtype, buffer) => new FACTS[dtype].array(buffer);
/** True if `data` is the kind of array that tensors of `dtype` carry. */
export const isArrayOf = (dtype, data) => data instanceof FACTS[dtype].array;
