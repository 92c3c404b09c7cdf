import { withRecomputation } from '@srkit/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Trainable } from '../steps/step';

/** A network whose blocks are computed again on the way back; where no gradients are recorded it runs as it is. */
export const recomputing = <Inputs extends readonly unknown[]>(
  network: Trainable & { forward(...inputs: Inputs): Tensor4D },
): Trainable & { forward(...inputs: Inputs): Tensor4D } => ({
  namedParameters: () => network.namedParameters(),
  forward: (...inputs) => withRecomputation(() => network.forward(...inputs)),
});
