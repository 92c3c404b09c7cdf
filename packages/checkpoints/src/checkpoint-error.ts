import { CheckpointError } from '@srkit/core';

/** Every code a `CheckpointError` of this package carries. Codes are stable: switch on them, not on messages. */
export const CHECKPOINT_ERROR_CODES = {
  E_CHECKPOINT_SOURCE: 'the source is not a path, URL, Blob, ArrayBuffer or Uint8Array',
  E_CHECKPOINT_NOT_FOUND: 'no such file, or the server answered 404',
  E_CHECKPOINT_IO: 'the operating system or the browser refused to read or write',
  E_CHECKPOINT_NETWORK: 'the server or the connection failed',
  E_CHECKPOINT_CHANGED: 'the file changed while it was being read',
  E_CHECKPOINT_CLOSED: 'read after close',
  E_CHECKPOINT_EMPTY: 'the file has zero bytes',
  E_CHECKPOINT_FORMAT: 'not a checkpoint format that is read here',
  E_CHECKPOINT_UNSUPPORTED: 'a known form that is deliberately not read; the message names the remedy',
  E_CHECKPOINT_TRUNCATED: 'the file ends too early',
  E_CHECKPOINT_ZIP: 'the zip structure is damaged or contradicts itself',
  E_CHECKPOINT_CHECKSUM: 'bytes differ from their CRC-32',
  E_CHECKPOINT_PICKLE: 'the pickle is malformed',
  E_CHECKPOINT_FORBIDDEN: 'the pickle names something outside the allow-list; nothing was executed',
  E_CHECKPOINT_STORAGE: 'a storage is missing or has the wrong length',
  E_CHECKPOINT_TENSOR: 'a tensor does not fit its storage, or its shape is impossible',
  E_CHECKPOINT_SAFETENSORS: 'the safetensors header is malformed or contradicts the file',
  E_CHECKPOINT_ONNX: 'the ONNX file is malformed or cut off',
  E_CHECKPOINT_NCNN: 'the ncnn description is malformed or does not fit its weights',
  E_CHECKPOINT_TOO_LARGE: 'a size exceeds its named limit',
  E_CHECKPOINT_DUPLICATE: 'two entries have the same name',
  E_CHECKPOINT_NESTING: 'nested too deep, or containing itself',
  E_CHECKPOINT_KEY: 'the key asked for is not in the file',
  E_CHECKPOINT_NAME: 'there is no tensor of that name',
  E_CHECKPOINT_NO_TENSORS: 'the file holds no tensors',
  E_CHECKPOINT_WRITE: 'the tensors handed over cannot be written',
  E_CHECKPOINT_EXISTS: 'the output exists and overwriting was not allowed',
  E_CHECKPOINT_DOWNLOAD: 'the download is incomplete or not what was announced',
  E_CHECKPOINT_SHA256: 'the downloaded bytes have another SHA-256',
} as const;

export type CheckpointErrorCode = keyof typeof CHECKPOINT_ERROR_CODES;

/** A `CheckpointError` with one of this package's codes. */
export const checkpointError = (
  code: CheckpointErrorCode,
  message: string,
  cause?: unknown,
): CheckpointError => new CheckpointError(code, message, cause === undefined ? undefined : { cause });
