import { SRVGGNetCompact } from '@srkit/models';
import { startFromIdentity } from './identity-start';
import { WideCompact } from './wide-compact';
/** The network of `srkit-psnr-x4`. */
export const PSNR_NETWORK = {
    numFeat: 48,
    numConv: 12,
    upscale: 4,
    actType: 'prelu',
};
/** A compact network that learns as it is. */
export const plainLearner = (config, seed) => async () => {
    const network = new SRVGGNetCompact(config, { seed });
    await startFromIdentity(network);
    return { module: network, features: (x) => network.features(x), fold: () => network.stateDict() };
};
/** A compact network that learns with several branches in each convolution. */
export const wideLearner = (config, branches, seed) => async () => {
    const network = new WideCompact({ ...config, branches }, seed);
    return { module: network, features: (x) => network.features(x), fold: () => network.fold() };
};
