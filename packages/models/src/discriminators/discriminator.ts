import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { OfficialNetwork } from '../official-network';

/**
 * A network that tells real pictures from generated ones: `[n, h, w, c]` in [0, 1] to logits or probabilities.
 * Its state_dict has no prefix. It is in training mode until `eval()` is called, as in PyTorch.
 */
export abstract class Discriminator extends OfficialNetwork {
  abstract forward(x: Tensor4D): Tensor;
}
