import type { Checkpoint } from './checkpoint';
import type { TensorInfo } from './tensor';

/** A block of elements in the file. Several tensors may be views of one block. */
export interface Storage {
  readonly byteLength: number;
  /** All its bytes, checked against whatever checksum or count the format has. May be a view: do not write. */
  read(signal?: AbortSignal): Promise<Uint8Array>;
}

/** A tensor of the file: a strided view of a storage that is known to lie inside it. */
export interface StoredTensor extends TensorInfo {
  readonly storage: Storage;
  /** First element, in elements. */
  readonly offset: number;
  /** In elements, one per dimension. */
  readonly strides: readonly number[];
}

/** What a format's reader finds out without reading elements. */
export interface Contents extends Pick<Checkpoint, 'format' | 'keys' | 'selected' | 'metadata'> {
  readonly tensors: readonly StoredTensor[];
}
