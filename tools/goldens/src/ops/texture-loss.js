import { textureLoss } from '@srkit/losses';
import { mul, tidy } from '@tensorflow/tfjs-core';
import { refsrInput } from '../hash-refsr';
import { nhwcTensor } from '../nhwc';
import { compareInputGradient, compareScalar } from './loss-comparison';
import { hashedRefsrVgg } from './perceptual-loss';
/** `texture_loss`: its value and gradient, stored times `stored_scale`. */
export const textureLossOp = async ({ golden }) => {
    const params = golden.file.params;
    const vgg = hashedRefsrVgg(params.layers, params.vgg_type, params.hash_weights);
    const maps = new Map(params.layers.map((layer) => [layer, refsrInput(golden, `map.${layer}`)]));
    const [x, weights] = [nhwcTensor(golden, 'x'), nhwcTensor(golden, 'weights')];
    const loss = (picture) => tidy(() => mul(textureLoss(vgg, picture, maps, weights, { lossWeight: params.loss_weight }), params.stored_scale));
    const value = loss(x);
    const comparisons = [
        await compareScalar(golden, 'loss_x1e9', value),
        await compareInputGradient(golden, 'grad_x_x1e9', loss, x),
    ];
    for (const tensor of [x, weights, value, ...maps.values()])
        tensor.dispose();
    vgg.dispose();
    return comparisons;
};
