import { contrastiveStudentLoss, contrastiveTripletLoss, } from '@srkit/losses';
import { grads } from '@tensorflow/tfjs-core';
import { compareNhwc, nhwcTensor } from '../nhwc';
import { compareScalar } from './loss-comparison';
const positionsOf = (golden) => {
    const { shape, values } = golden.tensor('coords_sub');
    return { shape: shape, values: Float64Array.from(values) };
};
const compareLoss = async (golden, loss) => {
    const pair = {
        features1: nhwcTensor(golden, 'dense_features1'),
        features2: nhwcTensor(golden, 'dense_features2'),
    };
    const { loss: total, posDist, negDist, distillLoss } = loss(pair);
    const comparisons = [
        await compareScalar(golden, 'loss', total),
        await compareScalar(golden, 'pos_dist', posDist),
        await compareScalar(golden, 'neg_dist', negDist),
    ];
    if (distillLoss)
        comparisons.push(await compareScalar(golden, 'distill_loss', distillLoss));
    const gradients = grads((features1, features2) => {
        const both = { features1: features1, features2: features2 };
        return loss(both).loss;
    })([pair.features1, pair.features2]);
    for (const [i, gradient] of gradients.entries()) {
        comparisons.push(await compareNhwc(golden, `grad_dense_features${i + 1}`, gradient));
    }
    const values = [total, posDist, negDist, ...(distillLoss ? [distillLoss] : [])];
    for (const tensor of [...Object.values(pair), ...values, ...gradients])
        tensor.dispose();
    return comparisons;
};
/** `contras_teacher_loss`. */
export const contrasTeacherLoss = ({ golden }) => {
    const { margin, safe_radius } = golden.file.params;
    const positions = positionsOf(golden);
    return compareLoss(golden, (pair) => contrastiveTripletLoss(pair, positions, { margin, safeRadius: safe_radius }));
};
/** `contras_student_loss`. */
export const contrasStudentLoss = async ({ golden }) => {
    const { margin, safe_radius, distill_weight, temperature } = golden.file.params;
    const teacher = {
        features1: nhwcTensor(golden, 'teacher_features1'),
        features2: nhwcTensor(golden, 'teacher_features2'),
    };
    const positions = positionsOf(golden);
    const comparisons = await compareLoss(golden, (pair) => contrastiveStudentLoss(pair, teacher, positions, {
        margin: margin,
        safeRadius: safe_radius,
        distillWeight: distill_weight,
        temperature: temperature,
    }));
    for (const tensor of Object.values(teacher))
        tensor.dispose();
    return comparisons;
};
