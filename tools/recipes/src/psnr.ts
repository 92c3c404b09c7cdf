import type { StateDict } from '@srkit/checkpoints';
import { SRVGGNetCompact, type SRVGGNetCompactConfig, type SuperResolutionNetwork } from '@srkit/models';
import type { RepBranch } from '@srkit/nn';
import { add, mul, slice, type Tensor4D } from '@tensorflow/tfjs-core';
import { startFromIdentity } from './identity-start';
import type { Learner } from './train';
import { inParts, type TrainingSet } from './training-set';
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

/**
 * The same sets with `share` of the ground truth replaced by what a teacher makes of the reduced pictures. What it draws follows
 * from them, so that a network that is nearly done learns more of it in a few steps than of what the reduction lost. The ground
 * truths of the given sets are disposed of.
 *
 * @param share 0 to 1.
 */
export const taughtBy = (
  teacher: SuperResolutionNetwork,
  share: number,
  sets: readonly TrainingSet[],
): TrainingSet[] => {
  const taught = sets.map((set): TrainingSet => {
    const { gt, lq, top, left, scale } = set;
    const [, height, width] = lq.shape;
    const mixed = inParts(lq, (part, first) => {
      const truth = slice(
        gt,
        [first, top, left, 0],
        [part.shape[0], height * scale, width * scale, 3],
      ) as Tensor4D;
      return add(mul(teacher.forward(part), share), mul(truth, 1 - share));
    });
    return { ...set, gt: mixed, top: 0, left: 0 };
  });
  for (const gt of new Set(sets.map((set) => set.gt))) gt.dispose();
  return taught;
};
