import type { CheckpointSource, StateDict } from '@srkit/checkpoints';
import { CheckpointError, ConfigError } from '@srkit/core';
import {
  type ArchitectureOf,
  createNetwork,
  NETWORK_NAMES,
  type NetworkName,
  type Networks,
} from './create-network';
import { type Architecture, detectArchitecture } from './detect/detect-architecture';
import type { Shapes } from './detect/shapes';
import { officialNames } from './official-names';
import { type ReadStateOptions, readState } from './read-state';
import { sourceName } from './source-name';

/** What a network is built from. */
export type NetworkConfig<Name extends NetworkName> = ArchitectureOf<Name>['config'];

export interface LoadNetworkOptions<Name extends NetworkName = NetworkName> extends ReadStateOptions {
  /** The network that is wanted; a file of any other is refused. Default: whatever the file holds. */
  readonly as?: Name | undefined;
  /**
   * Options that the file cannot tell, instead of their defaults: `{ skipConnection: false }`, `{ decode: 'official' }`,
   * `{ layers: ['relu5_1'] }`. Only together with `as`.
   */
  readonly config?: Partial<NetworkConfig<Name>> | undefined;
  /** Name for reports. Default: the file's name. */
  readonly name?: string | undefined;
}

/** A network filled from a checkpoint, and where it came from. */
export interface LoadedNetwork<Name extends NetworkName = NetworkName> {
  readonly name: string;
  readonly architecture: ArchitectureOf<Name>;
  readonly network: Networks[Name];
  /** Dictionary of the file that was taken; null for the file's root. */
  readonly key: string | null;
  dispose(): void;
}

type DetectOptions<Name extends NetworkName> = Pick<LoadNetworkOptions<Name>, 'as' | 'config'>;

/** Networks that share a state_dict: the second name is what is detected. */
const detectedAs = (name: NetworkName): NetworkName =>
  name === 'ContrasMultiExtractorSep' ? 'ContrasExtractorSep' : name;

const checkOptions = ({ as, config }: DetectOptions<NetworkName>): void => {
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

const detect = <Name extends NetworkName>(
  shapes: Shapes,
  file: string,
  { as, config }: DetectOptions<Name>,
): ArchitectureOf<Name> => {
  const found: Architecture = detectArchitecture(shapes);
  if (as && found.name !== detectedAs(as)) {
    throw new CheckpointError(
      'E_CHECKPOINT_ARCHITECTURE',
      `${file} holds ${found.name}, expected ${as}. Give another file, or leave \`as\` out to load what it holds.`,
    );
  }
  return { ...found, name: as ?? found.name, config: { ...found.config, ...config } } as ArchitectureOf<Name>;
};

/**
 * Builds any known network from tensors in official names and layout; see `loadNetwork`.
 *
 * @throws CheckpointError when the network is not known, is not the one that is wanted, or the tensors do not fit it;
 *   ConfigError for an unknown `as` or a `config` that makes no network.
 */
export const networkFromStateDict = <Name extends NetworkName = NetworkName>(
  state: StateDict,
  {
    as,
    config,
    name = 'state_dict',
    key = null,
  }: DetectOptions<Name> & { readonly name?: string; readonly key?: string | null } = {},
): LoadedNetwork<Name> => {
  checkOptions({ as, config });
  const architecture = detect(state, name, { as, config });
  const network = createNetwork(architecture as Architecture, { deferred: true }) as Networks[Name];
  network.loadStateDict(officialNames(state, architecture));
  return { name, architecture, network, key, dispose: () => network.dispose() };
};

/**
 * Opens a checkpoint (path in Node, URL, `File`, bytes; .pth, .pt, .ckpt, .safetensors), recognises its network, of any
 * kind, and fills it. Modules that know the difference start in training mode, as in PyTorch. Dispose the result
 * when done.
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
  source: CheckpointSource,
  options: LoadNetworkOptions<Name> = {},
): Promise<LoadedNetwork<Name>> => {
  const { as, config, name = sourceName(source) } = options;
  checkOptions({ as, config });
  const { state, key } = await readState(source, options, (shapes) => detect(shapes, name, { as, config }));
  return networkFromStateDict(state, { as, config, name, key });
};
