import {
  customGrad,
  div,
  exp,
  logSumExp,
  matMul,
  mul,
  type Scalar,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import type { MatchedDescriptors } from './triplet-terms';

type Descriptors = Pick<MatchedDescriptors, 'first' | 'second'>;

/**
 * Kullback-Leibler divergence of the student's matching distribution from the teacher's, averaged over the positions of
 * image 1: both are softmaxes over image 2 of `<first_i, second_j> / temperature`.
 *
 * An operation of its own, which keeps the descriptors alone: of the correlations, which are far larger, the way back would
 * keep a handful for every sample. It computes both softmaxes again instead. The teacher counts as a constant.
 */
export const distillation = (student: Descriptors, teacher: Descriptors, temperature: number): Scalar => {
  const rows = student.first.shape[0];
  // tfjs's `logSoftmax` has no wasm kernel.
  const logarithms = ({ first, second }: Descriptors): Tensor => {
    const logits = div(matMul(first, second, false, true), temperature);
    return sub(logits, logSumExp(logits, 1, true));
  };
  return customGrad((...inputs) => {
    const [first, second, save] = inputs as unknown as [Tensor2D, Tensor2D, (tensors: Tensor[]) => void];
    const [mine, theirs] = [logarithms({ first, second }), logarithms(teacher)];
    save([first, second, teacher.first, teacher.second]);
    return {
      value: div(sum(mul(exp(theirs), sub(theirs, mine))), rows) as Scalar,
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        // The engine frees what a gradient leaves behind when all of them are there.
        tidy(() => {
          const [first, second, ...theirs] = saved as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
          const known = { first: theirs[0], second: theirs[1] };
          const wrong = sub(exp(logarithms({ first, second })), exp(logarithms(known)));
          const slope = mul(wrong, div(dy, rows * temperature)) as Tensor2D;
          return [matMul(slope, second), matMul(slope, first, true)];
        }),
    };
  })(student.first, student.second) as Scalar;
};
