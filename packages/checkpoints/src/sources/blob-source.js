import { checkpointError } from '../checkpoint-error';
import { showPath } from '../show';
import { assertRange } from './byte-source';
/** A `Blob` or `File`, read slice by slice: a file that the user picked in a page is never loaded whole. */
export const blobSource = (blob) => {
    const name = 'name' in blob && typeof blob.name === 'string' ? blob.name : undefined;
    const source = {
        label: name === undefined ? 'Blob' : showPath(name),
        byteLength: blob.size,
        async read(offset, length, signal) {
            signal?.throwIfAborted();
            assertRange(source, offset, length);
            const buffer = await blob
                .slice(offset, offset + length)
                .arrayBuffer()
                .catch(refused(source.label));
            signal?.throwIfAborted();
            if (buffer.byteLength === length)
                return new Uint8Array(buffer);
            throw checkpointError('E_CHECKPOINT_CHANGED', `${source.label}: expected ${length} bytes at offset ${offset}, got ${buffer.byteLength}. The file changed while it was open.`);
        },
        async close() { },
    };
    return source;
};
const refused = (label) => (cause) => {
    throw checkpointError('E_CHECKPOINT_IO', `${label}: the browser could not read the file (was it moved or changed after it was picked?). Pick it again.`, cause);
};
