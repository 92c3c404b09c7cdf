/** A file that is read at any place. */
export interface ByteSource {
  readonly label: string;
  /** In bytes. */
  readonly size: number;
  /** Bytes from `offset` on: fewer than `length` at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A file that a page's user has picked. */
export const blobSource = (blob: Blob, label: string): ByteSource => ({
  label,
  size: blob.size,
  read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  close: async () => undefined,
});
