import { checkOpenOptions, ncnnFilesOf, openNcnn, openSource } from '../open-source';
import { openPortableSource } from '../sources/open-portable-source';
/**
 * Opens a checkpoint: a Blob or File, a URL (as a string too), or bytes. Names, shapes and metadata are read and
 * checked, elements are not. Throws `CheckpointError`; the caller closes what it gets.
 */
export const openCheckpoint = async (source, options = {}) => {
    checkOpenOptions(options);
    options.signal?.throwIfAborted();
    const open = (location) => openPortableSource(location, options);
    const ncnn = ncnnFilesOf(source);
    return ncnn ? openNcnn(ncnn, open, options) : openSource(await open(source), options);
};
