import { openCheckpoint, } from '@srkit/checkpoints';
import { CheckpointError, ConfigError, refuseUnknownKeys } from '@srkit/core';
import { createNetwork, NETWORK_NAMES, } from './create-network';
import { detectArchitecture, isDiscriminator, isGenerator, } from './detect/detect-architecture';
import { recognise } from './detect/recognise';
import { loadChecked } from './load-checked';
import { findReleasedModel } from './released-models';
const LOAD_OPTIONS = ['key', 'name', 'signal', 'onProgress'];
/** The last part of a path or URL, or a `File`'s name. */
const sourceName = (source) => {
    if (source instanceof Map)
        return 'state_dict';
    if (typeof source === 'string')
        return source.split(/[\\/]/).pop() || source;
    if (source instanceof URL)
        return source.pathname.split('/').pop() || source.href;
    if (typeof Blob !== 'undefined' && source instanceof Blob && 'name' in source)
        return String(source.name);
    return 'checkpoint';
};
/** Opens a file; where there is none, the released checkpoint of that name at its publisher. */
const openNamed = async (source, options) => {
    const released = typeof source === 'string' ? findReleasedModel(source) : undefined;
    try {
        return await openCheckpoint(source, options);
    }
    catch (error) {
        const isAbsent = error instanceof CheckpointError && error.code === 'E_CHECKPOINT_NOT_FOUND';
        if (!released || !isAbsent)
            throw error;
        return openCheckpoint(released.url, options);
    }
};
/** The tensors of a state_dict under their names in it, which alone count. */
function* named(state) {
    for (const [name, tensor] of state)
        yield { ...tensor, name };
}
/**
 * Opens, recognises, builds and fills. `detect` sees names and shapes before any tensor is read, so that a file of the
 * wrong kind is refused at once.
 */
const load = async (source, { key, signal, onProgress, name }, detect) => {
    const fill = async (shapes, tensors, selected) => {
        const architecture = detect(shapes);
        const network = createNetwork(architecture, { deferred: true });
        await loadChecked(network, shapes, tensors, name);
        return { name, architecture, network, key: selected, dispose: () => network.dispose() };
    };
    if (source instanceof Map)
        return fill(source, named(source), null);
    const checkpoint = await openNamed(source, { key, signal });
    try {
        const shapes = new Map(checkpoint.tensors.map((info) => [info.name, info]));
        return await fill(shapes, checkpoint.readEach({ onProgress, signal }), checkpoint.selected);
    }
    finally {
        await checkpoint.close();
    }
};
/** The network of `name`, which must be one that upscales, of the scale that is asked for. */
const detectGenerator = (shapes, name, { scale, actType }) => {
    const { architecture } = recognise(shapes, 'upscale');
    if (!isGenerator(architecture)) {
        const found = isDiscriminator(architecture)
            ? `a discriminator (${architecture.name}), which cannot upscale. Give the generator, or load it with loadNetwork`
            : `${architecture.name}, which cannot upscale a picture by itself; expected RRDBNet or SRVGGNetCompact. Load it with loadNetwork`;
        throw new CheckpointError('E_CHECKPOINT_ARCHITECTURE', `${name} holds ${found}.`);
    }
    const found = architecture.name === 'RRDBNet' ? architecture.config.scale : architecture.config.upscale;
    if (scale !== undefined && scale !== found) {
        throw new CheckpointError('E_CHECKPOINT_SCALE', `${name} holds an x${found} network, scale ${scale} was asked for. Leave scale out, or choose another file.`);
    }
    return architecture.name === 'SRVGGNetCompact' && actType
        ? { ...architecture, config: { ...architecture.config, actType } }
        : architecture;
};
/**
 * Opens a checkpoint (path in Node, URL, `File`, bytes; .pth, .pt, .ckpt, .safetensors), recognises its network
 * and fills it; or takes a state_dict, in any of the known key layouts. Where there is no file of that name, the name of a
 * released checkpoint (`RealESRGAN_x4plus`, or `realesrgan-x4plus` as ncnn's programs spell it) is read from its publisher.
 * Dispose the result when done.
 *
 * @throws CheckpointError when the file is missing, damaged, hostile, or not a known super-resolution network.
 */
export const loadModel = async (source, options = {}) => {
    refuseUnknownKeys('loadModel', options, [...LOAD_OPTIONS, 'scale', 'actType']);
    const { name = sourceName(source) } = options;
    return load(source, { ...options, name }, (shapes) => detectGenerator(shapes, name, options));
};
/** Networks that share a state_dict: the second name is what is detected. */
const detectedAs = (name) => name === 'ContrasMultiExtractorSep' ? 'ContrasExtractorSep' : name;
const checkOptions = (options) => {
    refuseUnknownKeys('loadNetwork', options, [...LOAD_OPTIONS, 'as', 'config']);
    const { as, config } = options;
    if (as !== undefined && !NETWORK_NAMES.includes(as)) {
        throw new ConfigError('E_CONFIG_NETWORK', `loadNetwork: as is '${as}', expected one of ${NETWORK_NAMES.join(', ')}.`);
    }
    if (config && !as) {
        throw new ConfigError('E_CONFIG_NETWORK', `loadNetwork: config is given without as, expected the name of the network that it belongs to.`);
    }
};
/**
 * Opens a checkpoint (path in Node, URL, `File`, bytes; .pth, .pt, .ckpt, .safetensors), recognises its network, of any
 * kind, and fills it; or takes a state_dict. Modules that know the difference start in training mode, as in PyTorch.
 * Dispose the result when done.
 *
 * ```ts
 * const { network } = await loadNetwork('mrefsr_gan.pth', { as: 'MRAPARestorationNet' });
 * ```
 *
 * Without `as` it is any of them: `if (network instanceof ReferenceRestorationNet) ...`. For networks that enlarge a
 * picture by themselves `loadModel` gives the facts that tiling needs.
 *
 * @throws CheckpointError when the file is missing, damaged, hostile, no known network, or not the one that is wanted;
 *   ConfigError for an unknown `as` or a `config` that makes no network.
 */
export const loadNetwork = async (source, options = {}) => {
    checkOptions(options);
    const { as, config, name = sourceName(source) } = options;
    const loaded = await load(source, { ...options, name }, (shapes) => {
        const found = detectArchitecture(shapes);
        if (as && found.name !== detectedAs(as)) {
            throw new CheckpointError('E_CHECKPOINT_ARCHITECTURE', `${name} holds ${found.name}, expected ${as}. Give another file, or leave \`as\` out to load what it holds.`);
        }
        return { ...found, name: as ?? found.name, config: { ...found.config, ...config } };
    });
    return loaded;
};
