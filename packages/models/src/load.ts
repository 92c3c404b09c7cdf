import {
  type Checkpoint,
  type CheckpointSource,
  type NamedTensor,
  type OpenOptions,
  openCheckpoint,
  type StateDict,
} from '@srkit/checkpoints';
import { CheckpointError, ConfigError, type LongWork, refuseUnknownKeys } from '@srkit/core';
import type { ActType } from './configs';
import { createFromFile } from './create-from-file';
import {
  type ArchitectureOf,
  createNetwork,
  NETWORK_NAMES,
  type NetworkName,
  type Networks,
} from './create-network';
import {
  type Architecture,
  detectArchitecture,
  type GeneratorArchitecture,
  isDiscriminator,
  isGenerator,
  scaleOf,
} from './detect/detect-architecture';
import { recognise } from './detect/recognise';
import type { Shapes } from './detect/shapes';
import { loadChecked } from './load-checked';
import { misfitIn } from './misfit-in';
import type { SuperResolutionNetwork } from './networks/super-resolution-network';
import { findReleasedModel } from './released-models';

/** A checkpoint (path in Node, URL, `File`, bytes), or a state_dict that is at hand already. */
export type NetworkSource = CheckpointSource | StateDict;

interface LoadOptions extends LongWork {
  /** Which dictionary of the file to take. Default: `params_ema`, else `params`, else `state_dict`, else the root. */
  readonly key?: string | undefined;
  /** Name for reports. Default: the file's name. */
  readonly name?: string | undefined;
}

/** What a network is built from. */
export type NetworkConfig<Name extends NetworkName> = ArchitectureOf<Name>['config'];

export interface LoadNetworkOptions<Name extends NetworkName = NetworkName> extends LoadOptions {
  /** The network that is wanted; a file of any other is refused. Default: whatever the file holds. */
  readonly as?: Name | undefined;
  /**
   * Options that the file cannot tell, instead of their defaults: `{ skipConnection: false }`, `{ decode: 'official' }`,
   * `{ layers: ['relu5_1'] }`. Only together with `as`.
   */
  readonly config?: Partial<NetworkConfig<Name>> | undefined;
}

export interface LoadModelOptions extends LoadOptions {
  /**
   * Refuse a file of any other scale. Default: whatever the file holds; of CARN's ends for x2, x3 and x4 the one for x4, or the
   * one that is asked for.
   */
  readonly scale?: number | undefined;
  /** SRVGG's activation where the file cannot tell (ReLU and leaky ReLU leave no parameters). */
  readonly actType?: ActType | undefined;
}

/** A network filled from a checkpoint, and where it came from. */
export interface Loaded<A extends Architecture, Network> {
  readonly name: string;
  readonly architecture: A;
  readonly network: Network;
  /** Dictionary of the file that was taken; null for the file's root. */
  readonly key: string | null;
  /** Frees the network, which cannot be used afterwards. */
  dispose(): void;
}

/** What `loadNetwork` gives. */
export type LoadedNetwork<Name extends NetworkName = NetworkName> = Loaded<
  ArchitectureOf<Name>,
  Networks[Name]
>;

/** What `loadModel` gives: a network that enlarges a picture by itself. */
export type LoadedModel = Loaded<GeneratorArchitecture, SuperResolutionNetwork>;

const LOAD_OPTIONS = ['key', 'name', 'signal', 'onProgress'] as const satisfies (keyof LoadOptions)[];

/** The last part of a path or URL, or a `File`'s name. */
const sourceName = (source: NetworkSource): string => {
  if (source instanceof Map) return 'state_dict';
  if (typeof source === 'string') return source.split(/[\\/]/).pop() || source;
  if (source instanceof URL) return source.pathname.split('/').pop() || source.href;
  if (typeof Blob !== 'undefined' && source instanceof Blob && 'name' in source) return String(source.name);
  return 'checkpoint';
};

/** Opens a file; where there is none, the released checkpoint of that name at its publisher. */
const openNamed = async (source: CheckpointSource, options: OpenOptions): Promise<Checkpoint> => {
  const released = typeof source === 'string' ? findReleasedModel(source) : undefined;
  try {
    return await openCheckpoint(source, options);
  } catch (error) {
    const isAbsent = error instanceof CheckpointError && error.code === 'E_CHECKPOINT_NOT_FOUND';
    if (!released || !isAbsent) throw error;
    return openCheckpoint(released.url, options);
  }
};

/** The tensors of a state_dict under their names in it, which alone count. */
function* named(state: StateDict): Generator<NamedTensor, void> {
  for (const [name, tensor] of state) yield { ...tensor, name };
}

/**
 * Opens, recognises, builds and fills. `detect` sees names and shapes before any tensor is read, so that a file of the
 * wrong kind is refused at once.
 *
 * @param isGiven The caller gave a part of the configuration, and is told when it makes no network.
 */
const load = async <A extends Architecture>(
  source: NetworkSource,
  { key, signal, onProgress, name }: LoadOptions & { readonly name: string },
  detect: (shapes: Shapes) => A,
  isGiven = false,
): Promise<Loaded<A, Networks[A['name']]>> => {
  const fill = async (
    shapes: Shapes,
    tensors: AsyncIterable<NamedTensor> | Iterable<NamedTensor>,
    selected: string | null,
  ) => {
    const architecture = detect(shapes);
    const network = isGiven
      ? createNetwork(architecture, { deferred: true })
      : createFromFile(architecture, shapes);
    await loadChecked(network, shapes, tensors, name);
    return { name, architecture, network, key: selected, dispose: () => network.dispose() };
  };
  if (source instanceof Map) return fill(source, named(source), null);
  const checkpoint = await openNamed(source, { key, signal });
  try {
    const shapes = new Map(checkpoint.tensors.map((info) => [info.name, info]));
    return await fill(shapes, checkpoint.readEach({ onProgress, signal }), checkpoint.selected);
  } catch (error) {
    throw misfitIn(name, error);
  } finally {
    await checkpoint.close();
  }
};

/** The network of `name`, which must be one that upscales, of the scale that is asked for. */
const detectGenerator = (
  shapes: Shapes,
  name: string,
  { scale, actType }: LoadModelOptions,
): GeneratorArchitecture => {
  const { architecture } = recognise(shapes, 'upscale');
  if (!isGenerator(architecture)) {
    const found = isDiscriminator(architecture)
      ? `a discriminator (${architecture.name}), which cannot upscale. Give the generator, or load it with loadNetwork`
      : `${architecture.name}, which cannot upscale a picture by itself. Give a network that does, or load it with loadNetwork`;
    throw new CheckpointError('E_CHECKPOINT_ARCHITECTURE', `${name} holds ${found}.`);
  }
  const found = scaleOf(architecture);
  if (scale !== undefined && scale !== found) {
    if (architecture.name === 'CARN' && architecture.config.multiScale && (scale === 2 || scale === 3)) {
      return { ...architecture, config: { ...architecture.config, upscale: scale } };
    }
    throw new CheckpointError(
      'E_CHECKPOINT_SCALE',
      `${name} holds an x${found} network, scale ${scale} was asked for. Leave scale out, or choose another file.`,
    );
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
export const loadModel = async (
  source: NetworkSource,
  options: LoadModelOptions = {},
): Promise<LoadedModel> => {
  refuseUnknownKeys('loadModel', options, [...LOAD_OPTIONS, 'scale', 'actType']);
  const { name = sourceName(source) } = options;
  return load(source, { ...options, name }, (shapes) => detectGenerator(shapes, name, options));
};

/** Networks that share a state_dict: the second name is what is detected. */
const detectedAs = (name: NetworkName): NetworkName =>
  name === 'ContrasMultiExtractorSep' ? 'ContrasExtractorSep' : name;

const checkOptions = (options: LoadNetworkOptions): void => {
  refuseUnknownKeys('loadNetwork', options, [...LOAD_OPTIONS, 'as', 'config']);
  const { as, config } = options;
  if (as !== undefined && !NETWORK_NAMES.includes(as)) {
    throw new ConfigError(
      'E_CONFIG_NETWORK',
      `loadNetwork: as is '${as}', expected one of ${NETWORK_NAMES.join(', ')}.`,
    );
  }
  if (config && !as) {
    throw new ConfigError(
      'E_CONFIG_NETWORK',
      `loadNetwork: config is given without as, expected the name of the network that it belongs to.`,
    );
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
export const loadNetwork = async <Name extends NetworkName = NetworkName>(
  source: NetworkSource,
  options: LoadNetworkOptions<Name> = {},
): Promise<LoadedNetwork<Name>> => {
  checkOptions(options);
  const { as, config, name = sourceName(source) } = options;
  const loaded = await load(
    source,
    { ...options, name },
    (shapes) => {
      const found = detectArchitecture(shapes);
      if (as && found.name !== detectedAs(as)) {
        throw new CheckpointError(
          'E_CHECKPOINT_ARCHITECTURE',
          `${name} holds ${found.name}, expected ${as}. Give another file, or leave \`as\` out to load what it holds.`,
        );
      }
      return { ...found, name: as ?? found.name, config: { ...found.config, ...config } } as Architecture;
    },
    config !== undefined,
  );
  return loaded as LoadedNetwork<Name>;
};
