import { div, exp, logSumExp, matMul, mul, type Scalar, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import { detach } from '../shared/detach';
import type { MatchedDescriptors } from './triplet-terms';

/** Logarithms of each row's softmax; tfjs's `logSoftmax` has no wasm kernel. */
const logSoftmaxRows = (x: Tensor): Tensor => sub(x, logSumExp(x, 1, true));

/**
 * Kullback-Leibler divergence of the student's matching distribution from the teacher's, averaged over the positions of
 * image 1: both are softmaxes over image 2 of `<first_i, second_j> / temperature`.
 */
export const distillation = (
  student: Pick<MatchedDescriptors, 'first' | 'second'>,
  teacher: Pick<MatchedDescriptors, 'first' | 'second'>,
  temperature: number,
): Scalar => {
  const logarithms = ({ first, second }: typeof student): Tensor =>
    logSoftmaxRows(div(matMul(first, second, false, true), temperature));
  const [mine, theirs] = [logarithms(student), detach(logarithms(teacher))];
  const divergence = sum(mul(exp(theirs), sub(theirs, mine)));
  return div(divergence, student.first.shape[0]) as Scalar;
};
