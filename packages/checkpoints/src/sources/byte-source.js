import { checkpointError } from '../checkpoint-error';
/** Throws unless [offset, offset + length) lies inside the source. */
export const assertRange = (source, offset, length) => {
    if (offset >= 0 && length >= 0 && offset + length <= source.byteLength)
        return;
    throw checkpointError('E_CHECKPOINT_TRUNCATED', `${source.label}: expected ${length} bytes at offset ${offset}, but the file ends at ${source.byteLength}. ` +
        'It is cut off or damaged: get it again.');
};
