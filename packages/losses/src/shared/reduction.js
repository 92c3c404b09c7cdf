import { refuseUnknownKeys, ShapeError } from '@srkit/core';
import { div, mean, mul, sum } from '@tensorflow/tfjs-core';
import { checkedChoice } from './checked-choice';
export const REDUCTIONS = ['mean', 'sum', 'none'];
/** Names of `PixelLossOptions`. */
export const PIXEL_LOSS_OPTIONS = [
    'reduction',
    'weight',
    'lossWeight',
];
const checkWeight = (owner, loss, weight) => {
    const leading = (tensor) => tensor.shape.slice(0, -1).join();
    const channels = weight.shape.at(-1);
    const fits = weight.rank === loss.rank && leading(weight) === leading(loss);
    if (fits && (channels === 1 || channels === loss.shape.at(-1)))
        return;
    throw new ShapeError('E_SHAPE_WEIGHT', `${owner}: weight is [${weight.shape}] for a loss of [${loss.shape}]; expected the same shape, or one channel in the last axis.`);
};
const reduce = (owner, elements, { reduction = 'mean', weight, lossWeight = 1 }) => {
    checkedChoice(owner, 'reduction', reduction, REDUCTIONS);
    if (weight)
        checkWeight(owner, elements, weight);
    const weighted = weight ? mul(elements, weight) : elements;
    if (reduction === 'none')
        return mul(weighted, lossWeight);
    if (reduction === 'sum')
        return mul(sum(weighted), lossWeight);
    if (!weight)
        return mul(mean(weighted), lossWeight);
    const shared = weight.shape.at(-1) === 1 ? elements.shape.at(-1) : 1;
    return mul(div(sum(weighted), mul(sum(weight), shared)), lossWeight);
};
/** BasicSR's `weight_reduce_loss`, times `lossWeight`. */
export const reduceLoss = (owner, elements, options) => {
    refuseUnknownKeys(owner, options, PIXEL_LOSS_OPTIONS);
    return reduce(owner, elements, options);
};
