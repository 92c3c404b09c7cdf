import { ganLoss, multiScaleGanLoss } from '@srkit/losses';
import { mul } from '@tensorflow/tfjs-core';
import { nhwcTensor } from '../nhwc';
import { compareInputGradient, compareScalar } from './loss-comparison';
const optionsOf = ({ config, is_disc }) => ({
    type: config.gan_type,
    isDisc: is_disc,
    lossWeight: config.loss_weight ?? 1,
    realLabel: config.real_label_val ?? 1,
    fakeLabel: config.fake_label_val ?? 0,
});
/** `gan_losses`: values and gradients of every kind, and the multi-scale loss of `[pred, [3 pred, pred2]]`. */
export const ganLosses = async ({ golden }) => {
    const { items, multiscale } = golden.file.params;
    const pred = nhwcTensor(golden, 'pred');
    const comparisons = [];
    for (const item of items) {
        const loss = (x) => ganLoss(x, item.target_is_real, optionsOf(item));
        const value = loss(pred);
        comparisons.push(await compareScalar(golden, item.value, value));
        value.dispose();
        if (item.grad)
            comparisons.push(await compareInputGradient(golden, item.grad, loss, pred));
    }
    if (multiscale) {
        const pred2 = nhwcTensor(golden, 'pred2');
        const tripled = mul(pred, 3);
        const value = multiScaleGanLoss([pred, [tripled, pred2]], multiscale.target_is_real, optionsOf(multiscale));
        comparisons.push(await compareScalar(golden, multiscale.value, value));
        for (const tensor of [pred2, tripled, value])
            tensor.dispose();
    }
    pred.dispose();
    return comparisons;
};
