import type { StateDict } from '@srkit/checkpoints';
import { SRVGGNetCompact, type SRVGGNetCompactConfig } from '@srkit/models';
import type { RepBranch } from '@srkit/nn';
import { startFromIdentity } from './identity-start';
import type { Learner } from './train';
import { WideCompact } from './wide-compact';

/** The network of `srkit-psnr-x4`. */
export const PSNR_NETWORK = {
  numFeat: 48,
  numConv: 12,
  upscale: 4,
  actType: 'prelu',
} satisfies SRVGGNetCompactConfig;

/** A compact network that learns as it is, from the identity or from weights. */
export const plainLearner =
  (config: SRVGGNetCompactConfig, seed: number, weights?: StateDict) => async (): Promise<Learner> => {
    const network = new SRVGGNetCompact(config, { seed });
    if (weights) network.loadStateDict(weights);
    else await startFromIdentity(network);
    return { module: network, features: (x) => network.features(x), fold: () => network.stateDict() };
  };

/** A compact network that learns with several branches in each convolution. */
export const wideLearner =
  (config: typeof PSNR_NETWORK, branches: readonly RepBranch[], seed: number) =>
  async (): Promise<Learner> => {
    const network = new WideCompact({ ...config, branches }, seed);
    return { module: network, features: (x) => network.features(x), fold: () => network.fold() };
  };
