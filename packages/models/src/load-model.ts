import type { CheckpointSource, StateDict } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import type { ActType } from './configs';
import { createNetwork } from './create-network';
import {
  detectArchitecture,
  type GeneratorArchitecture,
  isDiscriminator,
  isGenerator,
} from './detect/detect-architecture';
import type { Shapes } from './detect/shapes';
import type { SuperResolutionNetwork } from './networks/super-resolution-network';
import { officialNames } from './official-names';
import { type ReadStateOptions, readState } from './read-state';
import { sourceName } from './source-name';

export interface LoadModelOptions extends ReadStateOptions {
  /** Refuse a file of any other scale. Default: whatever the file holds. */
  readonly scale?: number | undefined;
  /** SRVGG's activation where the file cannot tell (ReLU and leaky ReLU leave no parameters). */
  readonly actType?: ActType | undefined;
  /** Name for reports. Default: the file's name. */
  readonly name?: string | undefined;
}

/** A network filled from a checkpoint, and where it came from. */
export interface LoadedModel {
  readonly name: string;
  readonly architecture: GeneratorArchitecture;
  readonly network: SuperResolutionNetwork;
  /** Dictionary of the file that was taken; null for the file's root. */
  readonly key: string | null;
  dispose(): void;
}

/** The network of `name`, which must be one that upscales. */
const detectGenerator = (shapes: Shapes, name: string): GeneratorArchitecture => {
  const architecture = detectArchitecture(shapes);
  if (isGenerator(architecture)) return architecture;
  const found = isDiscriminator(architecture)
    ? `a discriminator (${architecture.name}), which cannot upscale. Give the generator, or load it with loadDiscriminator`
    : `${architecture.name}, which cannot upscale a picture by itself; expected RRDBNet or SRVGGNetCompact. Load it with loadNetwork`;
  throw new CheckpointError('E_CHECKPOINT_ARCHITECTURE', `${name} holds ${found}.`);
};

const withActivation = (
  architecture: GeneratorArchitecture,
  actType: ActType | undefined,
): GeneratorArchitecture =>
  architecture.name === 'SRVGGNetCompact' && actType
    ? { ...architecture, config: { ...architecture.config, actType } }
    : architecture;

/**
 * Builds a network from tensors in official names and layout, in any of the known key layouts.
 *
 * @throws CheckpointError when the network is not known or the tensors do not fit it.
 */
export const modelFromStateDict = (
  state: StateDict,
  {
    name = 'state_dict',
    scale,
    actType,
    key = null,
  }: Omit<LoadModelOptions, 'key'> & { key?: string | null } = {},
): LoadedModel => {
  const architecture = withActivation(detectGenerator(state, name), actType);
  const network = createNetwork(architecture, { deferred: true });
  if (scale !== undefined && scale !== network.scale) {
    throw new CheckpointError(
      'E_CHECKPOINT_SCALE',
      `${name} holds an x${network.scale} network, scale ${scale} was asked for. Leave scale out, or choose another file.`,
    );
  }
  network.loadStateDict(officialNames(state, architecture));
  return { name, architecture, network, key, dispose: () => network.dispose() };
};

/**
 * Opens a checkpoint (path in Node, URL, `File`, bytes; .pth, .pt, .ckpt, .safetensors), recognises its network
 * and fills it. Dispose the result when done.
 *
 * @throws CheckpointError when the file is missing, damaged, hostile, or not a known super-resolution network.
 */
export const loadModel = async (
  source: CheckpointSource,
  options: LoadModelOptions = {},
): Promise<LoadedModel> => {
  const { name = sourceName(source) } = options;
  const { state, key } = await readState(source, options, (shapes) => detectGenerator(shapes, name));
  return modelFromStateDict(state, { ...options, name, key });
};
