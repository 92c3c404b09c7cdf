/** Element types, named as safetensors names them. */
export type DType =
  | 'F64'
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'I64'
  | 'I32'
  | 'I16'
  | 'I8'
  | 'U8'
  | 'U16'
  | 'U32'
  | 'U64'
  | 'BOOL';

/** Raw elements of a tensor. F16, BF16 and U16 are 16-bit patterns in a `Uint16Array`; BOOL is one byte each, 0 or 1. */
export type TensorData =
  | Float64Array
  | Float32Array
  | Uint16Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Int8Array
  | Uint8Array;

type ArrayConstructor = new (buffer: ArrayBuffer, byteOffset?: number, length?: number) => TensorData;

interface DTypeFacts {
  readonly bytes: 1 | 2 | 4 | 8;
  readonly array: ArrayConstructor;
}

// Files are little-endian, and so is every platform a JavaScript engine runs on today: no byte is ever swapped.
const FACTS: Readonly<Record<DType, DTypeFacts>> = {
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
export const DTYPES = Object.keys(FACTS) as readonly DType[];

export const isDType = (name: string): name is DType => Object.hasOwn(FACTS, name);

/** Bytes of one element. */
export const bytesPerElement = (dtype: DType): 1 | 2 | 4 | 8 => FACTS[dtype].bytes;

/** The whole buffer as an array of `dtype`; its byte length must be a multiple of the element size. */
export const typedArrayOf = (dtype: DType, buffer: ArrayBuffer): TensorData => new FACTS[dtype].array(buffer);

/** True if `data` is the kind of array that tensors of `dtype` carry. */
export const isArrayOf = (dtype: DType, data: TensorData): boolean => data instanceof FACTS[dtype].array;
