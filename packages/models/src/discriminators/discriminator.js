import { OfficialNetwork } from '../official-network';
/**
 * A network that tells real pictures from generated ones: `[n, h, w, c]` in [0, 1] to logits or probabilities.
 * Its state_dict has no prefix. It is in training mode until `eval()` is called, as in PyTorch.
 */
export class Discriminator extends OfficialNetwork {
}
