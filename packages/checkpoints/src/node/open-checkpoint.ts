import { fileURLToPath } from 'node:url';
import type { Checkpoint, CheckpointSource, OpenOptions } from '../checkpoint';
import { openSource } from '../open-source';
import type { ByteSource } from '../sources/byte-source';
import { openPortableSource } from '../sources/open-portable-source';
import { openFileSource } from './file-source';

/**
 * Opens a checkpoint: a path, a `file:` or `http(s):` URL, a Blob or bytes. Names, shapes and metadata are read and
 * checked, elements are not. Throws `CheckpointError`; the caller closes what it gets.
 */
export const openCheckpoint = async (
  source: CheckpointSource,
  options: OpenOptions = {},
): Promise<Checkpoint> => openSource(await toByteSource(source, options), options);

const toByteSource = async (source: CheckpointSource, options: OpenOptions): Promise<ByteSource> => {
  options.signal?.throwIfAborted();
  const isText = typeof source === 'string' || source instanceof URL;
  if (isText && /^file:/i.test(String(source))) return openFileSource(fileURLToPath(source));
  const isPath = typeof source === 'string' && !/^https?:\/\//i.test(source);
  return isPath ? openFileSource(source) : openPortableSource(source, options);
};
