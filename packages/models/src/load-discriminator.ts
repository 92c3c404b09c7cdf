import type { CheckpointSource, StateDict } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import { createNetwork } from './create-network';
import { detectArchitecture, isDiscriminator, isGenerator } from './detect/detect-architecture';
import type { DiscriminatorArchitecture } from './detect/detect-discriminator';
import type { Shapes } from './detect/shapes';
import type { Discriminator } from './discriminators/discriminator';
import { type ReadStateOptions, readState } from './read-state';
import { sourceName } from './source-name';

export interface LoadDiscriminatorOptions extends ReadStateOptions {
  /** UNetDiscriminatorSN's skips, which the file cannot tell. Default true. */
  readonly skipConnection?: boolean | undefined;
  /** Name for reports. Default: the file's name. */
  readonly name?: string | undefined;
}

/** A discriminator filled from a checkpoint, in training mode, and where it came from. */
export interface LoadedDiscriminator {
  readonly name: string;
  readonly architecture: DiscriminatorArchitecture;
  readonly network: Discriminator;
  /** Dictionary of the file that was taken; null for the file's root. */
  readonly key: string | null;
  dispose(): void;
}

const detect = (shapes: Shapes, name: string, skipConnection = true): DiscriminatorArchitecture => {
  const architecture = detectArchitecture(shapes);
  if (!isDiscriminator(architecture)) {
    const found = isGenerator(architecture)
      ? `a generator (${architecture.name}), expected a discriminator. Load it with loadModel`
      : `${architecture.name}, expected a discriminator. Load it with loadNetwork`;
    throw new CheckpointError('E_CHECKPOINT_ARCHITECTURE', `${name} holds ${found}.`);
  }
  return architecture.name === 'UNetDiscriminatorSN'
    ? { ...architecture, config: { ...architecture.config, skipConnection } }
    : architecture;
};

/**
 * Builds a discriminator from tensors in official names and layout, spectral norm's vectors and running statistics
 * included.
 *
 * @throws CheckpointError when the network is not a known discriminator or the tensors do not fit it.
 */
export const discriminatorFromStateDict = (
  state: StateDict,
  {
    name = 'state_dict',
    skipConnection,
    key = null,
  }: Omit<LoadDiscriminatorOptions, 'key'> & { key?: string | null } = {},
): LoadedDiscriminator => {
  const architecture = detect(state, name, skipConnection);
  const network = createNetwork(architecture, { deferred: true });
  network.loadStateDict(state);
  return { name, architecture, network, key, dispose: () => network.dispose() };
};

/**
 * Opens a checkpoint (path in Node, URL, `File`, bytes; .pth, .pt, .ckpt, .safetensors), such as the released
 * `_netD` files, recognises its discriminator and fills it, ready for fine-tuning. Dispose the result when done.
 *
 * @throws CheckpointError when the file is missing, damaged, hostile, or not a known discriminator.
 */
export const loadDiscriminator = async (
  source: CheckpointSource,
  options: LoadDiscriminatorOptions = {},
): Promise<LoadedDiscriminator> => {
  const { skipConnection, name = sourceName(source) } = options;
  const { state, key } = await readState(source, options, (shapes) => detect(shapes, name));
  return discriminatorFromStateDict(state, { name, skipConnection, key });
};
