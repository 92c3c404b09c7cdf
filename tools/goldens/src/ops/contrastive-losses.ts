import {
  contrastiveStudentLoss,
  contrastiveTripletLoss,
  type FeaturePair,
  type TripletLosses,
} from '@srkit/losses';
import { grads, type Scalar, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Comparison } from '../compare';
import type { GoldenCase } from '../golden-case';
import { compareNhwc, nhwcTensor } from '../nhwc';
import { expectEqual, type RunOp } from '../run-op';
import { compareScalar } from './loss-comparison';

interface ContrastiveParams {
  readonly margin: number;
  readonly safe_radius: number;
  readonly image_h: number;
  readonly image_w: number;
}

type Loss = (pair: FeaturePair) => TripletLosses & { readonly distillLoss?: Scalar };

const positionsOf = (golden: GoldenCase) => {
  const { shape, values } = golden.tensor('coords_sub');
  return { shape: shape as [number, number, number, number], values: Float64Array.from(values) };
};

const compareLoss = async (golden: GoldenCase, loss: Loss): Promise<Comparison[]> => {
  const pair = {
    features1: nhwcTensor(golden, 'dense_features1'),
    features2: nhwcTensor(golden, 'dense_features2'),
  };
  const { loss: total, posDist, negDist, distillLoss } = loss(pair);
  const { image_h, image_w } = golden.file.params as unknown as ContrastiveParams;
  const [, h, w] = pair.features1.shape;
  const comparisons = [
    expectEqual('size of the pictures', [4 * h, 4 * w], [image_h, image_w]),
    await compareScalar(golden, 'loss', total),
    await compareScalar(golden, 'pos_dist', posDist),
    await compareScalar(golden, 'neg_dist', negDist),
  ];
  if (distillLoss) comparisons.push(await compareScalar(golden, 'distill_loss', distillLoss));
  const gradients = grads((features1: Tensor, features2: Tensor) => {
    const both = { features1: features1 as Tensor4D, features2: features2 as Tensor4D };
    return loss(both).loss;
  })([pair.features1, pair.features2]) as Tensor4D[];
  for (const [i, gradient] of gradients.entries()) {
    comparisons.push(await compareNhwc(golden, `grad_dense_features${i + 1}`, gradient));
  }
  const values = [total, posDist, negDist, ...(distillLoss ? [distillLoss] : [])];
  for (const tensor of [...Object.values(pair), ...values, ...gradients]) tensor.dispose();
  return comparisons;
};

/** `contras_teacher_loss`. */
export const contrasTeacherLoss: RunOp = ({ golden }) => {
  const { margin, safe_radius } = golden.file.params as unknown as ContrastiveParams;
  const positions = positionsOf(golden);
  return compareLoss(golden, (pair) =>
    contrastiveTripletLoss(pair, positions, { margin, safeRadius: safe_radius }),
  );
};

/** `contras_student_loss`. */
export const contrasStudentLoss: RunOp = async ({ golden }) => {
  const { margin, safe_radius, distill_weight, temperature } = golden.file
    .params as unknown as ContrastiveParams & { distill_weight: number; temperature: number };
  const teacher = {
    features1: nhwcTensor(golden, 'teacher_features1'),
    features2: nhwcTensor(golden, 'teacher_features2'),
  };
  const positions = positionsOf(golden);
  const comparisons = await compareLoss(golden, (pair) =>
    contrastiveStudentLoss(pair, teacher, positions, {
      margin,
      safeRadius: safe_radius,
      distillWeight: distill_weight,
      temperature,
    }),
  );
  for (const tensor of Object.values(teacher)) tensor.dispose();
  return comparisons;
};
