import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import { createCheckpoint } from './create-checkpoint';
import { DETECTION_BYTES, detectFormat } from './detect-format';
import { kindOf } from './kind-of';
import { readNcnn } from './ncnn/read-ncnn';
import { readOnnx } from './onnx/read-onnx';
import { readTorchLegacy } from './pytorch/read-torch-legacy';
import { readTorchZip } from './pytorch/read-torch-zip';
import { readSafetensors } from './safetensors/read-safetensors';
const READERS = {
    'pytorch-zip': readTorchZip,
    'pytorch-legacy': readTorchLegacy,
    safetensors: readSafetensors,
    // Flat, and its names are not joined from keys.
    onnx: (source, _key, signal) => readOnnx(source, signal),
};
/** What `openCheckpoint` takes, and `loadStateDict`, which reads with progress. */
const OPEN_OPTIONS = ['key', 'signal', 'fetch', 'onProgress'];
/** Throws ConfigError for options that nobody reads, before anything is opened. */
export const checkOpenOptions = (options) => {
    refuseUnknownKeys('openCheckpoint', options, OPEN_OPTIONS);
    const { key } = options;
    if (key === undefined || typeof key === 'string')
        return;
    throw new ConfigError('E_CONFIG_KEY', `openCheckpoint: key is ${kindOf(key)}, expected the name of a dictionary of the file.`);
};
/** Opens whatever is in `source`, which belongs to the checkpoint from then on and is closed if opening fails. */
export const openSource = async (source, { key, signal }) => {
    try {
        signal?.throwIfAborted();
        const head = await source.read(0, Math.min(DETECTION_BYTES, source.byteLength), signal);
        const format = detectFormat(head, source.byteLength, source.label);
        return createCheckpoint(source, await READERS[format](source, key, signal));
    }
    catch (error) {
        await source.close();
        throw error;
    }
};
/** Opens an ncnn network; both sources belong to the checkpoint from then on. */
const openNcnnSources = async (param, bin, { signal }) => {
    const both = {
        label: param.label,
        byteLength: param.byteLength + bin.byteLength,
        // Tensors read from the source that they lie in.
        read: (offset, length, readSignal) => bin.read(offset, length, readSignal),
        async close() {
            await param.close();
            await bin.close();
        },
    };
    try {
        return createCheckpoint(both, await readNcnn(param, bin, signal));
    }
    catch (error) {
        await both.close();
        throw error;
    }
};
/** Opens both files of an ncnn network with a platform's way of opening one; the first is closed if the second fails. */
export const openNcnn = async ({ param, bin }, open, options) => {
    const paramSource = await open(param);
    let binSource;
    try {
        binSource = await open(bin);
    }
    catch (error) {
        await paramSource.close();
        throw error;
    }
    return openNcnnSources(paramSource, binSource, options);
};
/** Both files if `source` is an ncnn network's: given as such, or a path or URL that ends in `.param`. */
export const ncnnFilesOf = (source) => {
    if (typeof source === 'object' && source !== null && 'param' in source)
        return source;
    if (typeof source !== 'string' && !(source instanceof URL))
        return undefined;
    const text = String(source);
    return /\.param$/i.test(text) ? { param: source, bin: text.replace(/\.param$/i, '.bin') } : undefined;
};
