import { div, exp, logSumExp, matMul, mul, sub, sum } from '@tensorflow/tfjs-core';
import { detach } from '../shared/detach';
/** Logarithms of each row's softmax; tfjs's `logSoftmax` has no wasm kernel. */
const logSoftmaxRows = (x) => sub(x, logSumExp(x, 1, true));
/**
 * Kullback-Leibler divergence of the student's matching distribution from the teacher's, averaged over the positions of
 * image 1: both are softmaxes over image 2 of `<first_i, second_j> / temperature`.
 */
export const distillation = (student, teacher, temperature) => {
    const logarithms = ({ first, second }) => logSoftmaxRows(div(matMul(first, second, false, true), temperature));
    const [mine, theirs] = [logarithms(student), detach(logarithms(teacher))];
    const divergence = sum(mul(exp(theirs), sub(theirs, mine)));
    return div(divergence, student.first.shape[0]);
};
