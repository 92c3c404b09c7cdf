import { ConfigError } from '@srkit/core';
import { createNetwork, type Networks } from './create-network';
import type { Architecture } from './detect/recognise';
import { type Shapes, unknownNetwork } from './detect/shapes';

/**
 * The network of an architecture that was read from a file alone; its parameters are not loaded yet.
 *
 * @throws CheckpointError `E_CHECKPOINT_ARCHITECTURE` where the file's widths and depths make no such network.
 */
export const createFromFile = <A extends Architecture>(
  architecture: A,
  shapes: Shapes,
): Networks[A['name']] => {
  try {
    return createNetwork(architecture, { deferred: true });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw unknownNetwork(
      shapes,
      `This looks like ${architecture.name}, but makes no network: ${error.message}`,
    );
  }
};
