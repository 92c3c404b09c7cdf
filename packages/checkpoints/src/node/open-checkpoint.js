import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { checkOpenOptions, ncnnFilesOf, openNcnn, openSource } from '../open-source';
import { openPortableSource } from '../sources/open-portable-source';
import { openFileSource } from './file-source';
/**
 * Opens a checkpoint: a path, a `file:` or `http(s):` URL, a Blob or bytes. Names, shapes and metadata are read and
 * checked, elements are not. Throws `CheckpointError`; the caller closes what it gets.
 */
export const openCheckpoint = async (source, options = {}) => {
    checkOpenOptions(options);
    const open = (location) => toByteSource(location, options);
    const ncnn = ncnnFilesOf(source) ?? (await paramBeside(source));
    return ncnn ? openNcnn(ncnn, open, options) : openSource(await open(source), options);
};
/** A `.bin` given by path is an ncnn network's if its description lies beside it; PyTorch files are called so too. */
const paramBeside = async (source) => {
    if (typeof source !== 'string' || !/\.bin$/i.test(source) || /^[a-z]+:\/\//i.test(source))
        return undefined;
    const param = source.replace(/\.bin$/i, '.param');
    return access(param).then(() => ({ param, bin: source }), () => undefined);
};
const toByteSource = async (source, options) => {
    options.signal?.throwIfAborted();
    const isText = typeof source === 'string' || source instanceof URL;
    if (isText && /^file:/i.test(String(source)))
        return openFileSource(fileURLToPath(source));
    const isPath = typeof source === 'string' && !/^https?:\/\//i.test(source);
    return isPath ? openFileSource(source) : openPortableSource(source, options);
};
