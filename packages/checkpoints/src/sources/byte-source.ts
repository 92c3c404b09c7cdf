import { checkpointError } from '../checkpoint-error';

/** Random access to the bytes of a file, wherever it is. All differences between platforms end here. */
export interface ByteSource {
  /** What messages call it: a quoted path, a URL, `"net.pth" (Blob)`. */
  readonly label: string;
  readonly byteLength: number;
  /**
   * Exactly `length` bytes from `offset`. The result may be a view of memory that the source keeps: copy before
   * writing or keeping it. Throws `CheckpointError` if the range is not inside the file or reading fails.
   */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Throws unless [offset, offset + length) lies inside the source. */
export const assertRange = (source: ByteSource, offset: number, length: number): void => {
  if (offset >= 0 && length >= 0 && offset + length <= source.byteLength) return;
  throw checkpointError(
    'E_CHECKPOINT_TRUNCATED',
    `${source.label}: expected ${length} bytes at offset ${offset}, but the file ends at ${source.byteLength}. ` +
      'It is cut off or damaged: get it again.',
  );
};
