import { charbonnierLoss, l1Loss, mseLoss, weightedTvLoss } from '@srkit/losses';
import { compareNhwc, nhwcTensor } from '../nhwc';
import { failure } from '../run-op';
import { compareInputGradient, compareScalar } from './loss-comparison';
const lossOf = ({ loss, config }) => {
    const { reduction, loss_weight: lossWeight, eps } = config;
    switch (loss) {
        case 'L1Loss':
            return (pred, target, weight) => l1Loss(pred, target, { reduction, lossWeight, weight });
        case 'MSELoss':
            return (pred, target, weight) => mseLoss(pred, target, { reduction, lossWeight, weight });
        case 'CharbonnierLoss':
            return (pred, target, weight) => charbonnierLoss(pred, target, {
                reduction,
                lossWeight,
                weight,
                ...(eps === undefined ? {} : { eps }),
            });
        case 'WeightedTVLoss':
            return (pred, _, weight) => weightedTvLoss(pred, { reduction: reduction, lossWeight, weight });
        default:
            return undefined;
    }
};
/** `pixel_losses`: values, and gradients of their sums for the prediction. */
export const pixelLosses = async ({ golden }) => {
    const { items } = golden.file.params;
    const inputs = new Map(golden.file.inputs.map((name) => [name, nhwcTensor(golden, name)]));
    const [pred, target] = [inputs.get('pred'), inputs.get('target')];
    const comparisons = [];
    for (const item of items) {
        const loss = lossOf(item);
        if (!loss) {
            comparisons.push(failure(item.value, `loss '${item.loss}' is not known`));
            continue;
        }
        const weight = item.weight === null ? undefined : inputs.get(item.weight);
        const value = loss(pred, target, weight);
        comparisons.push(value.rank === 4
            ? await compareNhwc(golden, item.value, value)
            : await compareScalar(golden, item.value, value));
        value.dispose();
        if (item.grad !== null) {
            comparisons.push(await compareInputGradient(golden, item.grad, (x) => loss(x, target, weight), pred));
        }
    }
    for (const tensor of inputs.values())
        tensor.dispose();
    return comparisons;
};
