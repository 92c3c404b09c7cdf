import type { Checkpoint, CheckpointSource, OpenOptions } from '../checkpoint';
import { openSource } from '../open-source';
import { openPortableSource } from '../sources/open-portable-source';

/**
 * Opens a checkpoint: a Blob or File, a URL (as a string too), or bytes. Names, shapes and metadata are read and
 * checked, elements are not. Throws `CheckpointError`; the caller closes what it gets.
 */
export const openCheckpoint = async (
  source: CheckpointSource,
  options: OpenOptions = {},
): Promise<Checkpoint> => {
  options.signal?.throwIfAborted();
  return openSource(await openPortableSource(source, options), options);
};
