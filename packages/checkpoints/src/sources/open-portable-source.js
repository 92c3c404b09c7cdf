import { checkpointError } from '../checkpoint-error';
import { kindOf } from '../kind-of';
import { blobSource } from './blob-source';
import { openHttpSource } from './http-source';
import { memorySource } from './memory-source';
/** The sources that every platform has: URLs, Blobs and bytes. A string is a URL here. */
export const openPortableSource = async (source, options) => {
    if (typeof source === 'string' || source instanceof URL)
        return openHttpSource(String(source), options);
    if (source instanceof Uint8Array)
        return memorySource(source);
    if (source instanceof ArrayBuffer)
        return memorySource(new Uint8Array(source));
    if (source instanceof Blob)
        return blobSource(source);
    throw checkpointError('E_CHECKPOINT_SOURCE', `Expected a path, URL, Blob, ArrayBuffer or Uint8Array as the checkpoint's source, got ${kindOf(source)}.`);
};
